package sandbox

// Limit is what a worker does first.
var Limit = limit
