"""Names for people of every value of the glossary's enumerations, in Chinese and English."""

from services.contracts.words.judgement import JUDGEMENT
from services.contracts.words.trade import TRADE

WORDS = TRADE | JUDGEMENT
