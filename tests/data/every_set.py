"""The real data sets, as the tests that go through all of them know them."""

from tests.data import (
    alexa_reviews,
    olist_leads,
    online_ads,
    online_retail_figures,
    online_shoppers,
    stock_daily,
    taobao_userbehavior,
    tmall_cosmetics,
    tmall_orders,
)

SETS = (
    alexa_reviews,
    olist_leads,
    online_ads,
    online_retail_figures,
    online_shoppers,
    stock_daily,
    taobao_userbehavior,
    tmall_cosmetics,
    tmall_orders,
)
