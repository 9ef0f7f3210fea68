package import StrictJSON

extension Engine {
    /// The collections that the client of a request may know of, of those named.
    ///
    /// A collection is visible to its owner, and to whom DescribeCollection of it is allowed in the same
    /// circumstances. Names that the bundle does not register are never visible.
    package func visibleCollections(_ names: [ExactString], to facts: RequestFacts) -> [ExactString] {
        guard let describe = OperationCatalogue.operation(named: "DescribeCollection") else { return [] }
        return names.filter { name in
            guard let collection = index.collection(named: name) else { return false }
            if collection.owner == facts.organisation, facts.onBehalfOf == nil { return true }
            var question = facts
            question.operation = describe
            question.collection = name
            return isAllowed(question)
        }
    }
}
