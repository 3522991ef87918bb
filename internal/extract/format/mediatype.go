package format

// Media types that several rooms give or ask for.
const (
	MediaZIP  = "application/zip"
	MediaDOC  = "application/msword"
	MediaXLS  = "application/vnd.ms-excel"
	MediaPPT  = "application/vnd.ms-powerpoint"
	MediaDOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
	MediaXLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
	MediaPPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
	// MediaODF is what the types of OpenDocument begin with; "text", "spreadsheet"
	// and "presentation" follow.
	MediaODF = "application/vnd.oasis.opendocument."
)
