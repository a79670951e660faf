using SqlInference.Postgres.Tests.Support;

namespace SqlInference.Postgres.Tests;

/// <summary>The extension reads and writes nothing that is not its own. All tests can be run so: tests/postgres/sanitizer.sh.</summary>
[Collection(OnePostgres.Name)]
public sealed class SanitizerTests(SanitizedPostgres postgres) : IClassFixture<SanitizedPostgres>
{
    [SanitizerFact]
    public void The_regression_suite_is_clean() => Watch(() => postgres.Cluster.RunRegressionSuite());

    [SanitizerTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Answers_of_any_bytes_are_clean(bool isLocal)
    {
        using var host = new FakeHost(isLocal);
        var database = await postgres.Cluster.CreateDatabaseAsync(host.Address);
        await using var connection = await postgres.Cluster.OpenAsync(database);
        await WatchAsync(() => ResponseFuzz.RunAsync(connection, host, answers: 1500));
    }

    [SanitizerFact]
    public Task Random_queries_are_clean() => WatchAsync(() => RandomQueries.RunAsync(postgres.Cluster, queries: 20, seed: 21));

    void Watch(Action action) => WatchAsync(() =>
    {
        action();
        return Task.CompletedTask;
    }).GetAwaiter().GetResult();

    /// <summary>Says what a sanitizer found, which ended the backend, instead of what the client saw of it.</summary>
    async Task WatchAsync(Func<Task> action)
    {
        var failure = await Record.ExceptionAsync(action);
        if (postgres.Cluster.Found is { } found)
            Assert.Fail(found);
        if (failure is not null)
            throw failure;
    }
}
