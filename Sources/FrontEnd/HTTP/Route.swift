/// What the front end does with a request, decided from its head before its body is taken.
package enum Route: Hashable, Sendable {
    /// Hand it to the handler, with a body of at most this many bytes.
    case accept(bodyLimit: Int)
    /// Answer without asking anybody.
    case refuse(FrontEndRefusal)
}

extension Route {
    /// The route of a surface that knows some paths, each with its methods.
    ///
    /// A method that HTTP does not define is refused with 501, a known one with 405 and the methods allowed, an unknown
    /// path with 404.
    package static func among(
        _ paths: KeyValuePairs<String, [String]>,
        for head: RequestHead,
        bodyLimit: (RequestHead) -> Int
    ) -> Route {
        guard isKnown(head.method) else {
            return .refuse(FrontEndRefusal(.unknownMethod, "the method `\(head.method)` is not known"))
        }
        guard let methods = paths.first(where: { $0.key == head.path })?.value else {
            return .refuse(FrontEndRefusal(.unknownPath, "there is nothing at `\(head.path)`"))
        }
        guard methods.contains(head.method) else {
            let expected = methods.joined(separator: ", ")
            return .refuse(
                FrontEndRefusal(
                    .methodNotAllowed,
                    "`\(head.path)` does not take `\(head.method)`, expected \(expected)",
                    allowed: methods
                )
            )
        }
        return .accept(bodyLimit: bodyLimit(head))
    }

    private static func isKnown(_ method: String) -> Bool {
        switch method {
        case "GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH": true
        default: false
        }
    }
}
