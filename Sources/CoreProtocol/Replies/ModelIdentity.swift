package import StrictJSON

/// Who answered, named in every reply: the core, and the model with its version.
package struct ModelIdentity: Sendable, Hashable {
    /// The core's name, such as `abeyance-core`.
    package let core: ExactString
    /// The model's name.
    package let name: ExactString
    /// The model's version; templates of different versions are never compared.
    package let version: ExactString

    /// An identity; each text has 1 to 255 bytes.
    package init(core: ExactString, name: ExactString, version: ExactString) {
        self.core = core
        self.name = name
        self.version = version
    }
}

extension ModelIdentity: WireValue {
    init(reading members: inout ClosedObject) throws(JSONError) {
        core = try members.text("core", upTo: WireLimits.name)
        name = try members.text("name", upTo: WireLimits.name)
        version = try members.text("version", upTo: WireLimits.name)
    }

    var json: JSONObject { ["core": .string(core), "name": .string(name), "version": .string(version)] }
}
