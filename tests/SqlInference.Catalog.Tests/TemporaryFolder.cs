namespace SqlInference.Catalog.Tests;

sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("sqlinference-catalog-").FullName;

    public string CatalogPath => this["catalog.db"];

    public string this[string name] => System.IO.Path.Combine(Path, name);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
