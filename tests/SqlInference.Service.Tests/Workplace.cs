using SqlInference.Catalog;
using SqlInference.Errors;
using SqlInference.Language;
using SqlInference.Service.Embedded;
using SqlInference.Service.Statements;

namespace SqlInference.Service.Tests;

/// <summary>A data folder that is open, a session on it, and what may be said of both from outside.</summary>
sealed class Workplace : IDisposable
{
    readonly ServiceOptions _options;

    public Workplace(ServiceOptions? options = null)
    {
        _options = options ?? new ServiceOptions();
        Open();
    }

    public TemporaryFolder Folder { get; } = new();

    public string DataFolder => Folder["data"];

    public EmbeddedEngine Engine { get; private set; } = null!;

    public EmbeddedSession Session { get; private set; } = null!;

    public List<string> Notices { get; } = [];

    public IModels Models => Engine.Service.Catalog.Models;

    public string Path(string file) => System.IO.Path.Combine(DataFolder, file);

    public static string Onnx(string name) => System.IO.Path.Combine(AppContext.BaseDirectory, "models", name + ".onnx");

    public EmbeddedSession Connect() => Engine.Connect(Notices.Add, Folder.Path);

    /// <summary>Runs a script until the models that it makes are trained, and answers what its last statement answered.</summary>
    public Answer Run(string script, CancellationToken cancellation = default) => Run(Session, script, null, cancellation)[^1];

    /// <summary>Runs a script, and leaves the models that it makes in training.</summary>
    public Answer Begin(string script)
    {
        var output = new CollectingOutput();
        foreach (var statement in ScriptSplitter.Split(script, SqlDialect.Embedded))
            Session.Run(script, statement, output, CancellationToken.None);
        return output.Answers[^1];
    }

    public static Answer Run(EmbeddedSession session, string script) => Run(session, script, null, CancellationToken.None)[^1];

    public static List<Answer> Run(EmbeddedSession session, string script, Action<double>? onProgress, CancellationToken cancellation)
    {
        var output = new CollectingOutput();
        if (onProgress != null)
            output.OnProgress = onProgress;
        foreach (var statement in ScriptSplitter.Split(script, SqlDialect.Embedded))
            session.Run(script, statement, output, cancellation);
        session.Finish(output, cancellation);
        return output.Answers;
    }

    /// <summary>Runs a statement as somebody who is not an administrator, up to where the session would take over.</summary>
    public StatementResult RunAs(string user, string statement, params string[] roles)
    {
        using var run = Session.Executor.Begin(StatementParser.Parse(statement, SqlDialect.Embedded), ContextOf(user, roles));
        return run.Confirm();
    }

    public static StatementContext ContextOf(string user, params string[] roles) => new()
    {
        Database = EmbeddedEngine.DatabaseName,
        Actor = new(user, roles, []),
        SearchPath = ["public", "main"],
        Engine = "embedded",
        Folding = IdentifierFolding.AsIs,
        IgnoresCase = true,
    };

    /// <summary>Runs a script whose last statement is refused, and sees to it that nothing has changed and everything still works.</summary>
    public SqlInferenceException Refused(ErrorCondition condition, string script)
    {
        var before = State();
        var exception = Assert.ThrowsAny<SqlInferenceException>(() => Run(script));
        Assert.True(condition == exception.Condition, $"{exception.Condition}: {exception.Message}");
        Assert.False(string.IsNullOrEmpty(exception.Message));
        Assert.Equal(before, State());
        Assert.Equal("1", Run("SELECT 1").Single);
        return exception;
    }

    /// <summary>As above; message and hint, in which {onnx} stands for the folder of the test models, are exactly these.</summary>
    public void Refused(ErrorCondition condition, string script, string message, string? hint)
    {
        var exception = Refused(condition, script);
        Assert.Equal((message, hint), (exception.Message, exception.Hint));
    }

    /// <summary>What others may see: models that serve, functions, and what lies in the artifact store.</summary>
    public string State() => string.Join('\n',
        [
            .. Models.List().Where(model => model.CurrentVersion is not null).Select(model => $"model {model.Name} v{model.CurrentVersion}"),
            .. Models.List().SelectMany(model => Models.Versions(model.Id)).Where(version => version.State == VersionState.Pending).Select(version => $"pending {version.Key}"),
            .. Macros(),
            .. Engine.Service.Artifacts.List().Order(StringComparer.Ordinal).Select(id => $"artifact {id}"),
            .. Directory.EnumerateFileSystemEntries(Path("artifacts/.staging")).Select(entry => $"staged {entry}"),
        ]);

    public List<string> Macros() => [.. Run(
        "SELECT schema_name || '.' || function_name || '/' || len(parameters) FROM duckdb_functions() WHERE function_type = 'macro' AND NOT internal ORDER BY ALL").First.Select(name => name!)];

    public void Reopen()
    {
        Close();
        Open();
    }

    public void Close()
    {
        Session.Dispose();
        Engine.Dispose();
    }

    public void Dispose()
    {
        Close();
        Folder.Dispose();
    }

    public void Open()
    {
        Engine = EmbeddedEngine.Open(DataFolder, _options with { Notices = new(Notices.Add) }, threads: 2);
        Session = Connect();
    }
}
