"""A workflow that a maintainer adds: one schema, one good and one bad example, and nothing else."""

from __future__ import annotations

import json

SCHEMA_PATH = ".citefirst/schemas/vendor-risk.schema.json"
GOOD_PATH = ".citefirst/examples/vendor-risk/good/mail-service.md"
BAD_PATH = ".citefirst/examples/vendor-risk/bad/no-report.md"

SCHEMA = json.dumps(
    {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Vendor risk",
        "description": "Why a vendor may hold our data, and until when somebody answers for it.",
        "x-ai": "advise-only",
        "properties": {
            "frontmatter": {
                "$ref": "record.schema.json#/$defs/identified",
                "required": ["vendor", "review", "owner"],
                "properties": {
                    "vendor": {"type": "string", "minLength": 1, "x-message": "Name the vendor: `vendor: Acme Mail`."},
                    "review": {
                        "$ref": "record.schema.json#/$defs/date",
                        "x-message": "Say when it is looked at again.",
                    },
                    "owner": {
                        "required": ["risk-owner"],
                        "properties": {"risk-owner": {"description": "Answers for the risk."}},
                    },
                },
            },
            "sections": {
                "required": ["data", "controls"],
                "properties": {
                    "data": {
                        "description": "Which data the vendor holds.",
                        "$ref": "record.schema.json#/$defs/section",
                        "x-headings": ["Data", "Data held"],
                        "x-facts": "every",
                        "x-message": "Add a section `Data`: which data the vendor holds.",
                    },
                    "controls": {
                        "description": "What keeps the data safe there.",
                        "x-headings": ["Controls"],
                        "x-facts": "every",
                        "properties": {"rows": {"minItems": 1, "items": {"required": ["control", "source"]}}},
                    },
                },
            },
            "sources": {
                "contains": {"properties": {"kind": {"const": "audit-report"}}},
                "x-message": "Link the vendor's audit report.",
            },
        },
    },
    indent=2,
)

GOOD = """---
workflow: vendor-risk
id: VR-7
date: 2026-10-01
vendor: Acme Mail
review: 2027-10-01
owner:
  risk-owner: "@alice"
ai: none
---
# VR-7: mail addresses at Acme Mail

## Data held

Acme Mail stores 41,000 mail addresses and no names. [EXP]

## Controls

| Control | Source |
| --- | --- |
| Encryption at rest | [SOC] |
| UNKNOWN: backups abroad | UNKNOWN |

## Sources

[EXP]: https://acme.example.com/exports/2026-09 "export: fields of the list"
[SOC]: https://acme.example.com/soc2/2026 "audit-report: SOC 2 type II, 2026"
"""
BAD = """---
workflow: vendor-risk
id: VR-8
date: 2026-10-02
vendor: Globex Forms
review: 2027-10-01
owner:
  risk-owner: "@alice"
ai: none
---
# VR-8: answers at Globex Forms

## Data

Globex Forms stores 1,200 answers of customers. <!-- expect: CF201 -->

## Controls

| Control | Source |
| --- | --- |
| Single sign-on | [SSO] |

<!-- expect-next: CF103 -->
## Sources

[SSO]: https://globex.example.com/security/sso "document: sign-on"
"""
FILES = {SCHEMA_PATH: SCHEMA, GOOD_PATH: GOOD, BAD_PATH: BAD}
