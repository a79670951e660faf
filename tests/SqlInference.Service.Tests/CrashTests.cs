using SqlInference.Catalog;
using SqlInference.Service.Embedded;
using SqlInference.TestKit;

namespace SqlInference.Service.Tests;

/// <summary>A process that ends without warning at every step of making a model.</summary>
public sealed class CrashTests : IDisposable
{
    const string Host = "SqlInference.Service.CrashHost";

    static readonly string[] FileSteps =
    [
        "artifact: begun", "begin: before commit", "begin: committed", "artifact: staged", "artifact: in place",
        "complete: before commit", "complete: committed", "session: defined", "activate: before commit", "activate: committed",
        "session: before commit", "session: committed",
    ];

    static readonly string[] TrainingSteps =
    [
        "begin: before commit", "begin: committed", "start training: before commit", "start training: committed",
        "settle: before commit", "settle: committed", "training: begun", "artifact: begun", "artifact: staged", "artifact: in place",
        "complete: before commit", "complete: committed", "session: defined", "activate: before commit", "activate: committed",
        "session: before commit", "session: committed",
    ];

    readonly Workplace _work = new();

    public CrashTests() => _work.Run("CREATE TABLE t AS SELECT i AS x FROM range(300) r(i)");

    public static TheoryData<string> StepsOfFiles => [.. FileSteps];

    public static TheoryData<string> StepsOfTraining => [.. TrainingSteps];

    public void Dispose() => _work.Dispose();

    static string FromFile(string create, string file) => $"{create} MODEL m FROM '{Workplace.Onnx(file)}' FUNCTION f(a real) RETURNS real";

    static string Train(string create, int trees) =>
        $"{create} MODEL m FROM t FUNCTION f MODEL_TYPE RANDOM_CUT_FOREST HYPERPARAMETERS DEFAULT EXCEPT (NUM_TREES '{trees}')";

    [Fact]
    public void The_steps_are_those_of_making_a_model()
    {
        _work.Close();
        using (var file = HostProcess.Start(Host, "steps", _work.DataFolder, FromFile("CREATE", "one-column")))
            Assert.Equal(FileSteps, file.Finish());
        using (var training = HostProcess.Start(Host, "steps", _work.DataFolder, Train("CREATE OR REPLACE", 50)))
            Assert.Equal(TrainingSteps, training.Finish());
        _work.Open();
        Assert.Equal("2", _work.Run("SHOW MODEL m")["Version"]);
    }

    [Theory]
    [MemberData(nameof(StepsOfFiles))]
    public void A_model_from_a_file_is_whole_or_failed_or_absent(string step)
    {
        Crash(step, FromFile("CREATE", "one-column"));

        var model = _work.Models.Find(new("local", "public", "m"));
        var activated = Array.IndexOf(FileSteps, step) >= Array.IndexOf(FileSteps, "activate: committed");
        var begun = Array.IndexOf(FileSteps, step) >= Array.IndexOf(FileSteps, "begin: committed");
        Assert.Equal(activated ? ModelState.Ready : begun ? ModelState.Failed : null, model?.State);
        if (begun && !activated)
            Assert.StartsWith("interrupted: the process", model!.FailureReason, StringComparison.Ordinal);
        AssertFunctionsMatch(activated ? ["public.f/1"] : []);

        _work.Run(FromFile("CREATE OR REPLACE", "one-column"));
        Assert.Equal("-2.0", _work.Run("SELECT f(2)").Single);
    }

    [Theory]
    [MemberData(nameof(StepsOfFiles))]
    public void A_replaced_model_is_the_old_or_the_new(string step)
    {
        _work.Run(FromFile("CREATE", "one-column"));
        Crash(step, FromFile("CREATE OR REPLACE", "half-output"));

        var activated = Array.IndexOf(FileSteps, step) >= Array.IndexOf(FileSteps, "activate: committed");
        Assert.Equal(activated ? ("READY", "2") : ("READY", "1"), (_work.Run("SHOW MODEL m")["Model State"], _work.Run("SHOW MODEL m")["Version"]));
        Assert.Equal(activated ? "2.0" : "-2.0", _work.Run("SELECT f(2)").Single);
        AssertFunctionsMatch(["public.f/1"]);

        _work.Run(FromFile("CREATE OR REPLACE", "half-output"));
        Assert.Equal("2.0", _work.Run("SELECT f(2)").Single);
    }

    [Theory]
    [MemberData(nameof(StepsOfTraining))]
    public void A_trained_model_is_whole_or_failed_or_absent(string step)
    {
        Crash(step, Train("CREATE", 50));

        var activated = Array.IndexOf(TrainingSteps, step) >= Array.IndexOf(TrainingSteps, "activate: committed");
        var begun = Array.IndexOf(TrainingSteps, step) >= Array.IndexOf(TrainingSteps, "begin: committed");
        Assert.Equal(activated ? ModelState.Ready : begun ? ModelState.Failed : null, _work.Models.Find(new("local", "public", "m"))?.State);
        AssertFunctionsMatch(activated ? ["public.f/1"] : []);

        _work.Run(Train("CREATE OR REPLACE", 51));
        Assert.Equal("true", _work.Run("SELECT f(2) > 0").Single);
        Assert.Equal("51", _work.Run("SHOW MODEL m")["num_trees"]);
    }

    void Crash(string step, string statement)
    {
        _work.Close();
        using (var host = HostProcess.Start(Host, "die", step, _work.DataFolder, statement))
            host.Fail();
        _work.Open();
    }

    void AssertFunctionsMatch(string[] macros)
    {
        Assert.Equal(macros, _work.Macros());
        Assert.DoesNotContain(_work.Models.List().SelectMany(model => _work.Models.Versions(model.Id)), version => version.State == VersionState.Pending);
        foreach (var model in _work.Models.List().Where(model => model.CurrentVersion != null))
            _work.Engine.Service.Artifacts.Verify(_work.Models.FindVersion(new(model.Id, model.CurrentVersion!.Value))!.ArtifactId!);

        // What the dead process left half-written goes when it is old enough that nobody can be at work on it.
        _work.Close();
        using (var later = EmbeddedEngine.Open(_work.DataFolder, new ServiceOptions { Time = new LaterTime() }))
        {
            Assert.Empty(Directory.EnumerateFileSystemEntries(_work.Path("artifacts/.staging")));
            Assert.Equal(
                later.Service.Catalog.Models.List().SelectMany(model => later.Service.Catalog.Models.Versions(model.Id)).Select(version => version.ArtifactId).OfType<string>().Distinct().Order(),
                later.Service.Artifacts.List().Order());
        }

        _work.Open();
    }

    sealed class LaterTime : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => DateTimeOffset.UtcNow.AddDays(2);
    }
}
