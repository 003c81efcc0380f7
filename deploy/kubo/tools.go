//go:build tools

// Package tools pins the IPFS daemon that `make kubo` builds.
package tools

import _ "github.com/ipfs/kubo/cmd/ipfs"
