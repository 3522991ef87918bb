// Package cluster holds Letopis past one machine to tests: two servers over PostgreSQL, an S3 service and a cluster of
// three OpenSearch nodes, all on loopback, whose parts are killed under load; and it measures both sets of engines. Its
// tests take minutes and have the build tag "cluster": make test-cluster, make bench-cluster.
package cluster
