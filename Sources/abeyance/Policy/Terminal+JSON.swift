import Decisions
import StrictJSON

extension Terminal {
    /// JSON as data, laid out for people.
    static func print(readable json: JSONValue) {
        print(text: String(decoding: ReadableJSON.bytes(json), as: UTF8.self))
    }

    /// Text as data, whose last line has an end already.
    static func print(text: String) {
        let bytes = Array(text.utf8)
        print(bytes.last == 0x0a ? Array(bytes.dropLast()) : bytes)
    }
}
