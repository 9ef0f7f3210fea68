/// What the fields of an answer may be, and the words that go with its status.
enum AnswerFields {
    /// Whether an answer can be sent: a final status, and fields that cannot be taken for something else.
    static func canSend(_ answer: HTTPAnswer) -> Bool {
        (200...599).contains(answer.status) && answer.fields.allSatisfy(canSend)
    }

    /// Whether a handler's field can be sent: a token, a value without control characters, and none of the front end's own.
    static func canSend(_ field: HeaderField) -> Bool {
        let name = field.name.utf8
        guard !name.isEmpty, name.allSatisfy(HTTPCharacters.isToken),
            field.value.utf8.allSatisfy(HTTPCharacters.isInValue)
        else { return false }
        return !reserved.contains { own in
            own.count == name.count && name.lazy.map(HTTPCharacters.lowercased).elementsEqual(own)
        }
    }

    /// The reason phrase after its space.
    static func reason(_ status: Int) -> StaticString {
        switch status {
        case 200: " OK"
        case 201: " Created"
        case 202: " Accepted"
        case 204: " No Content"
        case 304: " Not Modified"
        case 400: " Bad Request"
        case 401: " Unauthorized"
        case 403: " Forbidden"
        case 404: " Not Found"
        case 405: " Method Not Allowed"
        case 406: " Not Acceptable"
        case 408: " Request Timeout"
        case 409: " Conflict"
        case 413: " Content Too Large"
        case 414: " URI Too Long"
        case 415: " Unsupported Media Type"
        case 417: " Expectation Failed"
        case 421: " Misdirected Request"
        case 422: " Unprocessable Content"
        case 429: " Too Many Requests"
        case 431: " Request Header Fields Too Large"
        case 500: " Internal Server Error"
        case 501: " Not Implemented"
        case 503: " Service Unavailable"
        case 505: " HTTP Version Not Supported"
        default: " Status"
        }
    }

    /// Fields that say how a message is carried: the front end's to write, and not to be had in HTTP/2 at all.
    private static let reserved = [
        "content-length", "date", "connection", "transfer-encoding", "keep-alive", "upgrade",
        "proxy-connection",
    ].map { Array($0.utf8) }
}
