"""What texts of a type look like. All are matched against the whole text."""

import re

_CURRENCY = r"(?:[$€¥₹£元]|Rs|CAD)"
_DIGITS = r"(?:\d{1,3}(?:,\d{2,3})+|\d+)"
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
_TIME = r"(?:[t ]\s*\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?\s*(?:z|utc|[ap]m|[+-]\d{2}:?\d{2})?)?"

INTEGER = re.compile(rf"-?\s*{_CURRENCY}?\s*-?\s*{_DIGITS}(?:\.0*)?\s*{_CURRENCY}?")
NUMBER = re.compile(rf"-?\s*{_CURRENCY}?\s*-?\s*(?:{_DIGITS}(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?\s*{_CURRENCY}?\s*%?")
DATETIME = re.compile(
    rf"(?:\d{{4}}[-/.]\d{{1,2}}[-/.]\d{{1,2}}|\d{{1,2}}[-/.]\d{{1,2}}[-/.]\d{{2,4}}"
    rf"|{_MONTH}\s+\d{{1,2}},?\s+\d{{2,4}}|\d{{1,2}}\s+{_MONTH},?\s+\d{{2,4}}){_TIME}",
    re.IGNORECASE,
)
EMAIL = re.compile(r"[\w.+#-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
PHONE_NUMBER = re.compile(r"\s*(?:\+?\d{1,3})?[-. (]*\d{3}[-. )]*\d{3}[-. ]*\d{4}(?: *x\d+)?\s*")
ZIP_CODE = re.compile(r"\d{3,5}(?:[-\s]\d{4})?")
LIST = re.compile(r"[\[(].*[\])]")
