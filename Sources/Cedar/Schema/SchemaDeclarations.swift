import StrictJSON

/// A schema as written, before names are looked up.
struct SchemaDeclarations {
    var entities: [EntityDeclaration] = []
    var types: [TypeDeclaration] = []
    var actions: [ActionDeclaration] = []

    /// A name as written, with where and in which namespace.
    struct Name {
        let parts: [String]
        let span: SourceSpan
        /// The namespace around it; empty at the top.
        let namespace: String

        var text: String { parts.joined(separator: "::") }
    }

    /// A type as written.
    indirect enum WrittenType {
        case name(Name)
        /// A name that only an entity type can have, as JSON can say.
        case entity(Name)
        case set(WrittenType)
        case record([WrittenAttribute])
    }

    struct WrittenAttribute {
        let name: ExactString
        let span: SourceSpan
        let type: WrittenType
        let isRequired: Bool
    }

    struct EntityDeclaration {
        let name: Name
        let parents: [Name]
        let attributes: [WrittenAttribute]
        let tags: WrittenType?
        let ids: [ExactString]?
        /// A type instead of attributes, as JSON can name one.
        var shape: WrittenType?
    }

    struct TypeDeclaration {
        let name: Name
        let type: WrittenType
    }

    struct ActionDeclaration {
        let id: ExactString
        let span: SourceSpan
        let namespace: String
        let groups: [ActionReference]
        let appliesTo: AppliesTo?
    }

    /// An action named by another: with its type, or by id in the same namespace.
    struct ActionReference {
        let type: Name?
        let id: ExactString
        let span: SourceSpan
    }

    struct AppliesTo {
        let principals: [Name]
        let resources: [Name]
        let context: WrittenType?
    }
}
