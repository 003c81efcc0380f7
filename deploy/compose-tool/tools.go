//go:build tools

// Package tools pins the Compose that `make containers` checks docker-compose.yml with.
package tools

import _ "github.com/docker/compose/v2/cmd"
