namespace SqlInference.Catalog.CrashHost;

/// <summary>One creation from opening the catalog to activation, as the service does it.</summary>
static class Creation
{
    public static int Run(string folder, string address, IStepObserver? observer)
    {
        using var catalog = CatalogAddress.Open(address, observer);
        var artifacts = new ArtifactStore(folder, null, observer);
        var version = catalog.Models.Begin(new NewVersion(
            new ModelName("local", "public", "m"), "ann", CreateMode.OrReplace, Definition(Environment.ProcessId)))!.Key;
        catalog.Models.StartTraining(version, "job");
        catalog.Models.RenewLease(version, 0.5);
        catalog.Models.Complete(version, Write(artifacts, observer), [new Metric("train:error", 0.1)]);
        catalog.Models.Activate(version);
        return 0;
    }

    // Every process makes another function and artifact, so that what is left of one cannot pass for another's.
    static ModelDefinition Definition(int salt) => new()
    {
        Kind = ModelKind.Trained,
        Statement = "CREATE MODEL public.m FROM t TARGET y FUNCTION f",
        Function = new FunctionSignature("public", $"f{salt}", [new ModelParameter("x", "int4")], "float8"),
    };

    static string Write(ArtifactStore artifacts, IStepObserver? observer)
    {
        using var writer = artifacts.Create("test");
        writer.Properties["salt"] = Environment.ProcessId;
        writer.AddFile("labels/names.txt", "yes\nno\n"u8);
        using (var file = writer.CreateFile("model.bin"))
        {
            file.Write(new byte[100_000]);
            file.Flush();
            observer?.Reached("file: half written");
            file.Write(new byte[100_000]);
        }

        return writer.Commit();
    }
}
