"""How often each kind of thing happens, one number to another, by the name of the mix.

`usual` has the shares of real shops. Of the Taobao log of 2017-11-26 (Tianchi, data set 649): a favourite for 29 page
views, a cart for 16, a bought line for 40, here 1.6 of them an order. Of a Tmall shop in 2020-02: 86 of 100 orders
paid, 29 of 100 payments refunded. And a heartbeat for each page view, as Google Analytics sends `user_engagement`.
`sale` is a rush: more than twice as many orders for each page view, and few heartbeats.
Inquiries, their messages and reports (adverts, keywords, impressions, reviews, stock, ranks) are assumed in both.
"""

MIXES = {
    "usual": {
        "view": 1000,
        "ping": 1000,
        "touch": 116,
        "order": 18,
        "pay": 16,
        "refund": 4,
        "cancel": 2,
        "inquire": 6,
        "message": 36,
        "report": 8,
    },
    "sale": {
        "view": 800,
        "ping": 50,
        "touch": 50,
        "order": 40,
        "pay": 30,
        "refund": 7,
        "cancel": 3,
        "inquire": 5,
        "message": 9,
        "report": 6,
    },
}
