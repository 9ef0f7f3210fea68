internal import CoreProtocol
internal import StrictJSON

/// The members of a request's body, by the protocol's names; each reader checks pattern, range and list.
struct RequestMembers {
    private var members: ClosedObject

    init(_ object: JSONObject) { members = ClosedObject(object) }

    func finish() throws(RekognitionError) {
        try Self.parameters { () throws(JSONError) in try members.finish() }
    }

    mutating func collectionID() throws(RekognitionError) -> ExactString {
        try named(string("CollectionId"), "CollectionId", "_.-")
    }

    mutating func externalImageID() throws(RekognitionError) -> ExactString? {
        guard let text = try optionalString("ExternalImageId") else { return nil }
        return try named(text, "ExternalImageId", "_.-:")
    }

    mutating func faceID() throws(RekognitionError) -> ExactString {
        try Self.faceID(string("FaceId"), at: members.path(of: "FaceId"))
    }

    /// Face ids that must be given; each once, in the order given.
    mutating func faceIDs() throws(RekognitionError) -> [ExactString] {
        let texts = try Self.parameters { () throws(JSONError) in try members.strings("FaceIds") }
        return try Self.faceIDs(texts)
    }

    /// Face ids that may be given; an empty list for none.
    mutating func optionalFaceIDs() throws(RekognitionError) -> [ExactString] {
        let texts = try Self.parameters { () throws(JSONError) in try members.optionalStrings("FaceIds") }
        guard let texts else { return [] }
        return try Self.faceIDs(texts)
    }

    /// A similarity from 0 to 100 in ten-thousandths of a percent, cut to four places; 80 when absent.
    mutating func threshold(_ name: ExactString) throws(RekognitionError) -> Int64 {
        let number = try Self.parameters { () throws(JSONError) in try members.optionalNumber(name) }
        guard let number else { return RequestLimits.defaultThreshold }
        guard let (units, isExact) = number.cut(places: 4), (0...1_000_000).contains(units),
            isExact || (units < 1_000_000 && number.lexeme.utf8.first != UInt8(ascii: "-"))
        else {
            throw Self.invalid(
                members.path(of: name),
                "`\(Printable.text(number.lexeme))` is out of range, 0 to 100 was expected"
            )
        }
        return units
    }

    mutating func count(_ name: ExactString, in range: ClosedRange<Int64>) throws(RekognitionError) -> Int? {
        try Self.parameters { () throws(JSONError) in try members.optionalInteger(name, in: range) }.map {
            Int($0)
        }
    }

    mutating func pageLength() throws(RekognitionError) -> Int {
        let length = try count("MaxResults", in: RequestLimits.results) ?? 0
        return length == 0 ? RequestLimits.defaultPage : length
    }

    mutating func qualityFilter(default absent: QualityFilter) throws(RekognitionError) -> QualityFilter {
        guard let text = try optionalString("QualityFilter") else { return absent }
        guard let filter = QualityFilter.allCases.first(where: { ExactString($0.rawValue) == text }) else {
            throw Self.invalid("/QualityFilter", Self.oneOf(text, QualityFilter.allCases.map(\.rawValue)))
        }
        return filter
    }

    mutating func image(_ name: ExactString) throws(RekognitionError) -> [UInt8] {
        var image = try Self.parameters { () throws(JSONError) in try members.object(name) }
        let object = image.optional("S3Object")
        let bytes = try Self.parameters { () throws(JSONError) in try image.optionalString("Bytes") }
        try Self.parameters { () throws(JSONError) in try image.finish() }
        guard object == nil else {
            throw RekognitionError(
                .invalidS3Object,
                "\(image.path)/S3Object: this service fetches nothing, send the picture itself as `Bytes`"
            )
        }
        guard let bytes else { throw Self.invalid(image.path, "the member `Bytes` is missing") }
        return try ImageField.decode(bytes, at: "\(image.path)/Bytes")
    }

    /// Checks the attributes asked for: the core gives what it gives, and only `DEFAULT` and `ALL` promise nothing more.
    mutating func attributes(_ name: ExactString) throws(RekognitionError) {
        let words = try Self.parameters { () throws(JSONError) in try members.optionalStrings(name) } ?? []
        for (index, word) in words.enumerated() {
            let place = "\(members.path(of: name))/\(index)"
            guard Self.attributeNames.contains(word) else {
                throw Self.invalid(place, Self.oneOf(word, Self.attributeNames.map(\.value)))
            }
            guard word == "DEFAULT" || word == "ALL" else {
                throw Self.invalid(place, "no core here estimates `\(word)`, send `DEFAULT` or nothing")
            }
        }
    }

    /// Tags would be dropped silently, so none are taken.
    mutating func noTags() throws(RekognitionError) {
        let tags = try Self.parameters { () throws(JSONError) in try members.optionalObject("Tags") }
        guard let tags else { return }
        do throws(JSONError) {
            try tags.finish()
        } catch {
            throw Self.invalid("/Tags", "collections here have no tags")
        }
    }

    mutating func noUser() throws(RekognitionError) {
        guard try optionalString("UserId") == nil else {
            throw Self.invalid("/UserId", "no core here keeps users")
        }
    }

    /// Where the page begins, out of a token made for the same list of the same client.
    mutating func page(
        _ tokens: BoundPageTokens,
        collection: ExactString?
    ) throws(RekognitionError) -> PagePosition? {
        guard let text = try optionalString("NextToken") else { return nil }
        guard RequestLimits.tokenBytes.contains(text.byteCount), let position = tokens.read(text, collection)
        else {
            throw RekognitionError(
                .invalidPaginationToken,
                "/NextToken: the token is not one of this list, begin again without it"
            )
        }
        return position
    }

    mutating func facePage(
        _ tokens: BoundPageTokens,
        collection: ExactString
    ) throws(RekognitionError) -> ExactString? {
        guard let position = try page(tokens, collection: collection) else { return nil }
        guard let faceID = position.whole, FaceIdentifier.isValid(faceID) else {
            throw RekognitionError(.invalidPaginationToken, "/NextToken: the token is not one of this list")
        }
        return faceID
    }

    // MARK: Parts

    private mutating func string(_ name: ExactString) throws(RekognitionError) -> ExactString {
        try Self.parameters { () throws(JSONError) in try members.string(name) }
    }

    private mutating func optionalString(_ name: ExactString) throws(RekognitionError) -> ExactString? {
        try Self.parameters { () throws(JSONError) in try members.optionalString(name) }
    }

    private func named(
        _ text: ExactString,
        _ name: ExactString,
        _ punctuation: StaticString
    ) throws(RekognitionError) -> ExactString {
        if let fault = CollectionIdentifier.fault(text, allowing: punctuation) {
            throw Self.invalid(members.path(of: name), fault)
        }
        return text
    }

    private static func faceIDs(_ texts: [ExactString]) throws(RekognitionError) -> [ExactString] {
        guard RequestLimits.faceIDs.contains(texts.count) else {
            throw invalid("/FaceIds", "\(texts.count) ids, 1 to 4096 were expected")
        }
        var seen: Set<ExactString> = []
        var result: [ExactString] = []
        for (index, text) in texts.enumerated() {
            let id = try faceID(text, at: "/FaceIds/\(index)")
            if seen.insert(id).inserted { result.append(id) }
        }
        return result
    }

    private static func faceID(_ text: ExactString, at place: String) throws(RekognitionError) -> ExactString
    {
        guard FaceIdentifier.isValid(text) else {
            throw invalid(
                place,
                "`\(Printable.text(text.value))` is not a face id, a UUID in lower case was expected"
            )
        }
        return text
    }

    private static func oneOf(_ text: ExactString, _ words: [String]) -> String {
        "`\(Printable.text(text.value))` is not known, one of \(words.joined(separator: ", ")) was expected"
    }

    private static func invalid(_ place: String, _ message: String) -> RekognitionError {
        RekognitionError(.invalidParameter, "\(place): \(message)")
    }

    private static func parameters<T>(
        _ body: () throws(JSONError) -> T
    ) throws(RekognitionError) -> T {
        do throws(JSONError) {
            return try body()
        } catch {
            throw RekognitionError(.invalidParameter, "\(error)")
        }
    }

    private static let attributeNames: [ExactString] = [
        "DEFAULT", "ALL", "AGE_RANGE", "BEARD", "EMOTION", "EYE_DIRECTION", "EYEGLASSES", "EYES_OPEN",
        "GENDER",
        "MOUTH_OPEN", "MUSTACHE", "FACE_OCCLUDED", "SMILE", "SUNGLASSES",
    ]
}
