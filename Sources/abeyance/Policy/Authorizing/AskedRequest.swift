import Cedar
import StrictJSON

/// A request as it was written in files and options; its context is read once the schema is known.
struct AskedRequest {
    let principal: EntityUID
    let action: EntityUID
    let resource: EntityUID
    let context: JSONValue

    /// A request from its parts.
    init(principal: EntityUID, action: EntityUID, resource: EntityUID, context: PolicyInput?) throws {
        self.principal = principal
        self.action = action
        self.resource = resource
        do throws(JSONError) {
            self.context =
                try context.map { file throws(JSONError) in
                    try JSONValue.parse(file.bytes, limits: .cedarContext)
                } ?? [:]
        } catch {
            throw UnusableInput(description: "\(context?.name ?? ""): \(error)")
        }
    }

    /// Reads `{"principal", "action", "resource", "context"}`; the context may be absent.
    init(_ file: PolicyInput) throws {
        do throws(JSONError) {
            var object = try ClosedObject(try JSONValue.parse(file.bytes, limits: .cedarContext))
            principal = try EntityUID(try object.required("principal"), at: object.path(of: "principal"))
            action = try EntityUID(try object.required("action"), at: object.path(of: "action"))
            resource = try EntityUID(try object.required("resource"), at: object.path(of: "resource"))
            context = object.optional("context") ?? [:]
            try object.finish()
        } catch {
            throw UnusableInput(description: "\(file.name): \(error)")
        }
    }

    /// The request; under a schema it must be one that can be asked.
    func request(under schema: Schema?) throws(EntitiesError) -> CedarRequest {
        let record =
            if let schema {
                try CedarRecord(contextJSON: context, schema: schema, action: action)
            } else {
                try CedarRecord(contextJSON: context)
            }
        let request = CedarRequest(principal: principal, action: action, resource: resource, context: record)
        try schema?.check(request)
        return request
    }
}
