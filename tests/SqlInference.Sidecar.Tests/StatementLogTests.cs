using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Npgsql;
using SqlInference.Sidecar.Hosting;
using SqlInference.TestKit;

namespace SqlInference.Sidecar.Tests;

/// <summary>What the log says of statements.</summary>
public sealed class StatementLogTests
{
    [Theory]
    [InlineData(StatementLogging.Off, false)]
    [InlineData(StatementLogging.Errors, false)]
    [InlineData(StatementLogging.All, false)]
    [InlineData(StatementLogging.All, true)]
    public async Task It_says_as_much_as_was_asked_for(StatementLogging level, bool withParameters)
    {
        using var lines = new Lines();
        await using var place = await SidecarPlace.StartAsync(options => options with { LogsStatements = level, LogsParameters = withParameters }, lines);
        await using var connection = await place.ConnectAsync();
        await connection.RunAsync("SELECT i FROM range(3) AS t(i);\n SELECT 'two\n{lines}'");
        await using (var command = new NpgsqlCommand("SELECT $1::INTEGER, $2::VARCHAR", connection) { Parameters = { new() { Value = 4711 }, new() { Value = "sec\nret" } } })
            await command.ExecuteNonQueryAsync();
        await connection.FailAsync("SELECT * FROM nowhere");

        var done = lines.Of(107);
        var failed = lines.Of(108);
        if (level == StatementLogging.All)
        {
            Assert.Contains(done, line => IsLike(line, "SELECT 3: SELECT i FROM range(3) AS t(i)"));
            Assert.Contains(done, line => IsLike(line, "SELECT 1: SELECT 'two {lines}'"));
            Assert.Contains(done, line => IsLike(line, "SELECT 1: SELECT $1::INTEGER, $2::VARCHAR" + (withParameters ? " [4711, 'sec ret']" : "")));
        }
        else
        {
            Assert.Empty(done);
        }

        if (level == StatementLogging.Off)
            Assert.Empty(failed);
        else
            Assert.Contains(failed, line => IsLike(line, "42P01 Table with name nowhere does not exist!: SELECT * FROM nowhere"));
    }

    static bool IsLike(string line, string end) =>
        line.StartsWith("admin from 127.0.0.1:", StringComparison.Ordinal) && line.Contains(" ms, ", StringComparison.Ordinal) && line.EndsWith(" ms, " + end, StringComparison.Ordinal);

    sealed class Lines : ILoggerFactory, ILogger
    {
        readonly ConcurrentQueue<(int Id, string Text)> _lines = [];

        public string[] Of(int id) => [.. _lines.Where(line => line.Id == id).Select(line => line.Text)];

        public ILogger CreateLogger(string categoryName) => this;

        public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            _lines.Enqueue((eventId.Id, formatter(state, exception)));

        public void Dispose()
        {
        }
    }
}
