/// What an operation does to faces, as policies group operations.
package enum ActionGroup: String, ClosedVocabulary {
    /// Compares a face with others; CompareFaces counts as one-to-many, since the target may be a group photo.
    case match = "Match"
    /// Searches faces in moving pictures as they pass; a part of `Match` in policies.
    case live = "Live"
    /// Adds collections, faces or people to search among.
    case enrol = "Enrol"
    /// Removes them.
    case erase = "Erase"
    /// Lists or describes what is enrolled.
    case readGallery = "ReadGallery"
    /// Describes a picture without comparing faces.
    case analyse = "Analyse"
    /// Has nothing to do with pictures of people.
    case unrelated = "Unrelated"
}
