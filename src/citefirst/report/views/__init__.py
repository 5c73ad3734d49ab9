"""What commands print besides findings: claims, a trace, the policy, a workflow, the rules, a prompt."""
