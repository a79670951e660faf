using System.Text.Json;

namespace SqlInference.Postgres.Tests.Support;

/// <summary>
/// The service's side of one statement, as docs/registry-api.md has it: begun, trained where rows are wanted, confirmed or taken
/// back. Remembers what it was told.
/// </summary>
sealed class FakeStatements
{
    public const string Run = "abc123";

    public List<string> Told { get; } = [];

    /// <summary>The query whose rows are wanted; null for none.</summary>
    public string? Query { get; init; }

    public string[] Functions { get; init; } = [];

    /// <summary>The run that stands in the way of the statement, until it is taken back.</summary>
    public string? InTheWay { get; set; }

    /// <summary>Whether confirmations are heard.</summary>
    public bool Hears { get; set; } = true;

    /// <summary>What the session sent to be trained on.</summary>
    public byte[] Rows { get; private set; } = [];

    public FakeReply Answer(FakeRequest request)
    {
        var path = request.Path.Split('?')[0];
        lock (Told)
            Told.Add($"{request.Method} {path[(path.IndexOf("/statements", StringComparison.Ordinal) is >= 0 and var at ? at : 0)..]}");
        return (request.Method, path.Split('/')[^1]) switch
        {
            ("POST", "infer") => FakeHost.Echo(request),
            ("POST", "statements") when InTheWay is { } run => FakeReply.Json($$"""{"code":"SI103","detail":"A version is pending.","run":"{{run}}"}""", 409),
            ("POST", "statements") => Query is null ? Document("awaiting_confirmation") : Document("awaiting_rows"),
            ("POST", "training") => Train(request),
            ("GET", Run) => Document("awaiting_confirmation"),
            ("POST", "confirm") => Hears ? Document("confirmed") : FakeReply.Silence,
            ("POST", "fail") => Document("failed"),
            ("DELETE", _) => TakeBack(),
            _ => FakeReply.Json("""{"code":"SI605","detail":"There is nothing."}""", 404),
        };
    }

    FakeReply Train(FakeRequest request)
    {
        Rows = request.Body;
        return Document("training");
    }

    FakeReply TakeBack()
    {
        InTheWay = null;
        return Document("abandoned");
    }

    FakeReply Document(string state) => FakeReply.Json(JsonSerializer.Serialize(new
    {
        run = Run,
        tag = "CREATE MODEL",
        state,
        training = state == "awaiting_rows" ? new { query = Query, upload = $"/v1/databases/shop/statements/{Run}/training" } : null,
        functions = state == "awaiting_confirmation" ? Functions : [],
        notices = new[] { "A remark." },
    }));
}
