namespace SqlInference.Service.Statements.Creation;

/// <summary>A model file that a statement names, by itself or by its folder.</summary>
/// <param name="File">The full path of the model.</param>
/// <param name="Folders">Where the files are that go with it: the model's own folder, and the one that was named.</param>
/// <param name="Options">Which files may be read along with it.</param>
sealed record FoundModel(string File, IReadOnlyList<string> Folders, ServiceOptions Options);
