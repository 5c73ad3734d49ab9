"""What commands print beside findings: claims, a trace, the policy, a workflow, the rules, a prompt."""
