using SqlInference.Errors;
using SqlInference.Service.Embedded;

namespace SqlInference.Service.Tests.Hosting;

public sealed class ModelMemoryTests
{
    const string Forest = """
        CREATE MODEL forest FROM (SELECT i::int AS i FROM range(1000) r(i)) FUNCTION score RETURNS float8 MODEL_TYPE RANDOM_CUT_FOREST;
        """;

    static string File(string model, string function) =>
        $"CREATE MODEL {model} FROM '{Workplace.Onnx("one-column")}' FUNCTION {function}(a real) RETURNS real;";

    [Fact]
    public void A_model_larger_than_the_memory_for_models_is_not_made()
    {
        using var work = new Workplace(new() { ModelMemoryBytes = 100 });
        var file = work.Refused(ErrorConditions.ModelTooLarge, File("m", "f"));
        Assert.Matches(@"^Model public\.m takes \d+ bytes of memory; all models together may take 100 bytes\.$", file.Message);
        var forest = work.Refused(ErrorConditions.ModelTooLarge, Forest);
        Assert.Matches(@"^Model public\.forest takes [\d.]+ KiB of memory; all models together may take 100 bytes\.$", forest.Message);
    }

    [Fact]
    public void A_query_that_calls_a_model_larger_than_the_memory_for_models_says_so_and_others_go_on()
    {
        using var work = new Workplace();
        work.Run(File("m", "f") + Forest);
        work.Close();
        using (var engine = EmbeddedEngine.Open(work.DataFolder, new() { ModelMemoryBytes = 1000 }))
        using (var session = engine.Connect())
        {
            var refusal = Assert.ThrowsAny<SqlInferenceException>(() => Workplace.Run(session, "SELECT f(1)"));
            Assert.Contains("Model public.m takes", refusal.Message, StringComparison.Ordinal);
            Assert.Contains("all models together may take 1000 bytes", refusal.Message, StringComparison.Ordinal);
            Assert.Equal("2", Workplace.Run(session, "SELECT 1 + 1").Single);
        }

        work.Open();
        Assert.Equal("-1.0", work.Run("SELECT f(1)").Single);
    }

    [Fact]
    public void What_a_model_has_done_is_known_after_it_gave_way_to_another()
    {
        // Room for one of them, each with the answers that are kept for it.
        using var work = new Workplace(new() { ModelMemoryBytes = 3 << 20 });
        work.Run(File("a", "fa") + File("b", "fb"));
        work.Run("SELECT fa(i) FROM range(10) r(i)");
        work.Run("SELECT fb(i) FROM range(20) r(i)");
        Assert.Equal(1, work.Engine.Service.Host.Snapshot().Resident);
        Assert.Equal(1, work.Engine.Service.Host.Snapshot().Evictions);

        Assert.Equal("10", work.Run("SHOW MODEL a")["Rows Served"]);
        work.Run("SELECT fa(i) FROM range(5) r(i)");
        Assert.Equal("15", work.Run("SHOW MODEL a")["Rows Served"]);
        Assert.Equal("20", work.Run("SHOW MODEL b")["Rows Served"]);
    }

    [Fact]
    public void A_version_that_replaces_one_in_memory_is_in_memory_before_it_is_called()
    {
        using var work = new Workplace();
        work.Run(File("m", "f"));
        work.Run("SELECT f(1)");
        work.Run(File("m", "f").Replace("CREATE MODEL", "CREATE OR REPLACE MODEL", StringComparison.Ordinal));
        var before = work.Engine.Service.Host.Snapshot();
        work.Run("SELECT f(1)");
        Assert.Equal((2, 1), (before.Loads, before.Misses));
        Assert.Equal((2, 1), (work.Engine.Service.Host.Snapshot().Loads, work.Engine.Service.Host.Snapshot().Misses));
    }

    [Fact]
    public void Memory_that_is_none_is_refused() => Assert.Equal(
        "model_memory: 0 bytes are no memory for models.",
        Assert.Throws<SqlInferenceException>(() => new HostedForests(new() { ModelMemoryBytes = 0 })).Message);
}
