variable "project_id" {
  description = "The project in which the identity pool stands."
  type        = string
}

variable "repository_id" {
  description = "The repository's number at GitHub: gh api repos/OWNER/REPO --jq .id"
  type        = string

  validation {
    condition     = can(regex("^[0-9]+$", var.repository_id))
    error_message = "The repository's number, not its name: a name can be taken by somebody else."
  }
}

variable "organization_id" {
  description = "The organization that holds the custom role and the grant, which lets inherited grants be seen; null for single projects."
  type        = string
  default     = null
}

variable "checked_project_ids" {
  description = "Without an organization: the projects that hold repositories, clusters or the nodes' service accounts."
  type        = set(string)
  default     = []
}

variable "pool_id" {
  description = "The workload identity pool's id."
  type        = string
  default     = "github"
}

variable "issuer_uri" {
  description = "Who signs the runners' tokens; of a GitHub Enterprise Server https://HOSTNAME/_services/token."
  type        = string
  default     = "https://token.actions.githubusercontent.com"
}
