import StrictJSON

/// A schema as written: before names are looked up, and what both syntaxes are written from again.
struct SchemaDeclarations: Sendable {
    /// The named namespaces, in the order written.
    var namespaces: [NamespaceDeclaration] = []
    var entities: [EntityDeclaration] = []
    var types: [TypeDeclaration] = []
    var actions: [ActionDeclaration] = []

    struct NamespaceDeclaration: Sendable {
        let name: String
        var annotations: [Annotation] = []
    }

    /// A name as written, with where and in which namespace.
    struct Name: Sendable {
        let parts: [String]
        let span: SourceSpan
        /// The namespace around it; empty at the top.
        let namespace: String

        var text: String { parts.joined(separator: "::") }
    }

    /// A type as written.
    indirect enum WrittenType: Sendable {
        case name(Name)
        /// A name that only an entity type can have, as JSON can say.
        case entity(Name)
        /// A type of the language, as JSON names it without a doubt.
        case builtin(SchemaType)
        case set(WrittenType)
        case record([WrittenAttribute])
    }

    struct WrittenAttribute: Sendable {
        let name: ExactString
        let span: SourceSpan
        let type: WrittenType
        let isRequired: Bool
        var annotations: [Annotation] = []
    }

    struct EntityDeclaration: Sendable {
        let name: Name
        let parents: [Name]
        let attributes: [WrittenAttribute]
        let tags: WrittenType?
        let ids: [ExactString]?
        /// A type instead of attributes, as JSON can name one.
        var shape: WrittenType?
        var annotations: [Annotation] = []
    }

    struct TypeDeclaration: Sendable {
        let name: Name
        let type: WrittenType
        var annotations: [Annotation] = []
    }

    struct ActionDeclaration: Sendable {
        let id: ExactString
        let span: SourceSpan
        let namespace: String
        let groups: [ActionReference]
        let appliesTo: AppliesTo?
        var annotations: [Annotation] = []
    }

    /// An action named by another: with its type, or by id in the same namespace.
    struct ActionReference: Sendable {
        let type: Name?
        let id: ExactString
        let span: SourceSpan
    }

    struct AppliesTo: Sendable {
        let principals: [Name]
        let resources: [Name]
        let context: WrittenType?
    }
}
