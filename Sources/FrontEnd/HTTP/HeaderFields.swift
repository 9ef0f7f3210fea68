/// The header fields of one request, in one piece of memory and in the order in which they came.
///
/// Names are tokens in lower case, values UTF-8 without control characters and surrounding white space. They become
/// strings when somebody asks for them.
package struct HeaderFields: Hashable, Sendable {
    private var bytes: [UInt8] = []
    private var slots: [Slot] = []

    /// Where one field lies in `bytes`.
    struct Slot: Hashable, Sendable {
        let name: Range<Int>
        let value: Range<Int>
        /// Whether the name claims an identity; see `IdentityFields`.
        let claimsIdentity: Bool
    }

    /// No fields.
    package init() {}

    /// Fields that lie in some bytes.
    init(bytes: [UInt8], slots: [Slot]) {
        self.bytes = bytes
        self.slots = slots
    }

    /// The number of fields.
    package var count: Int { slots.count }

    /// The fields as strings.
    package var all: [HeaderField] { slots.map(field) }

    /// The fields as strings, without those that claim an identity.
    package var trusted: [HeaderField] { slots.lazy.filter { !$0.claimsIdentity }.map(field) }

    /// The value of the first field with a name in lower case.
    package func value(of name: String) -> String? {
        slot(of: name).map { String(decoding: bytes[$0.value], as: UTF8.self) }
    }

    /// The same, nil for fields that claim an identity.
    package func trustedValue(of name: String) -> String? {
        slot(of: name).flatMap { $0.claimsIdentity ? nil : String(decoding: bytes[$0.value], as: UTF8.self) }
    }

    private func slot(of name: String) -> Slot? {
        let name = name.utf8
        return slots.first { $0.name.count == name.count && bytes[$0.name].elementsEqual(name) }
    }

    private func field(_ slot: Slot) -> HeaderField {
        HeaderField(
            String(decoding: bytes[slot.name], as: UTF8.self),
            String(decoding: bytes[slot.value], as: UTF8.self)
        )
    }
}
