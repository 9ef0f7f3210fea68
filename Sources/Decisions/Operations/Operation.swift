package import StrictJSON

/// One of the operations of the protocol, known by name; only ``OperationCatalogue`` makes them.
package struct Operation: Hashable, Sendable, CustomStringConvertible {
    /// The name as the protocol spells it, such as `SearchFacesByImage`.
    package let name: ExactString
    /// What it does to faces.
    package let group: ActionGroup
    /// What it is applied to.
    package let subject: Subject

    /// What an operation is applied to, and so which resource a policy sees.
    package enum Subject: Hashable, Sendable {
        /// One named collection.
        case collection
        /// Nothing that is registered: the images in the request, or the service as a whole.
        case service
    }

    /// The name.
    package var description: String { name.value }

    package static func == (left: Operation, right: Operation) -> Bool { left.name == right.name }

    package func hash(into hasher: inout Hasher) { hasher.combine(name) }
}
