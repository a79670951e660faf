using System.Net;
using System.Text;
using SqlInference.Errors;
using SqlInference.Inference.Remote.Credentials;
using SqlInference.Service.Remote;
using SqlInference.TestKit;

namespace SqlInference.Service.Tests;

/// <summary>Models that other services answer for, from SQL to a real HTTP server and back.</summary>
public sealed class RemoteModelTests : IDisposable
{
    readonly CsvServer _server = new();
    readonly Workplace _work;

    public RemoteModelTests() => _work = new(new() { Remote = Access(["127.0.0.1"]) });

    public void Dispose()
    {
        _work.Dispose();
        _server.Dispose();
    }

    [Fact]
    public void A_model_behind_a_CSV_function_answers_in_SQL_and_NULL_travels_as_an_empty_field()
    {
        _work.Run($"CREATE ENDPOINT 'far' URL '{_server.Url}' PROTOCOL CSV; CREATE MODEL m FUNCTION f(int, varchar) RETURNS decimal(10, 2) SAGEMAKER 'far'");

        var rows = _work.Run("SELECT f(i, t) FROM (VALUES (1, 'a,b'), (2, NULL), (NULL, 'quo\"te')) r(i, t)").First;

        Assert.Equal(["1.50", "2.50", "0.50"], rows);
        Assert.Equal("1,\"a,b\"\n2,\n,\"quo\"\"te\"\n", Assert.Single(_server.Bodies).ReplaceLineEndings("\n"));
        Assert.Equal("remote", _work.Run("SHOW MODEL m")["Device"]);
        Assert.Equal("3", _work.Run("SHOW MODEL m")["Rows Served"]);
    }

    [Fact]
    public void An_external_function_is_a_function_without_a_listed_model()
    {
        var answer = _work.Run($"CREATE ENDPOINT 'far' URL '{_server.Url}' PROTOCOL CSV; CREATE EXTERNAL FUNCTION ext(int) RETURNS double VOLATILE SAGEMAKER 'far' IAM_ROLE default");

        Assert.Equal("CREATE EXTERNAL FUNCTION", answer.Tag);
        Assert.Equal("7.5", _work.Run("SELECT ext(7)").Single);
        Assert.Empty(_work.Run("SHOW MODEL ALL").Rows);
        _work.Reopen();
        Assert.Equal("8.5", _work.Run("SELECT ext(8)").Single);
        _work.Run("CREATE OR REPLACE EXTERNAL FUNCTION ext(int) RETURNS int VOLATILE SAGEMAKER 'far'");
        Assert.Equal("SI409", Assert.ThrowsAny<SqlInferenceException>(() => _work.Run("SELECT ext(8)")).Condition.Code);
        _work.Run("DROP MODEL ext");
        Assert.ThrowsAny<SqlInferenceException>(() => _work.Run("SELECT ext(8)"));
    }

    [Fact]
    public void What_is_VOLATILE_is_asked_again_for_the_same_argument()
    {
        _work.Run($"CREATE ENDPOINT 'far' URL '{_server.Url}' PROTOCOL CSV; CREATE EXTERNAL FUNCTION always(int) RETURNS double VOLATILE SAGEMAKER 'far'");

        _work.Run("SELECT always(i % 2) FROM range(10) r(i)");

        Assert.Equal(10, _server.Bodies.Sum(body => body.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length));
    }

    [Fact]
    public void A_function_for_one_query_asks_the_endpoint()
    {
        _work.Run($"CREATE ENDPOINT 'far' URL '{_server.Url}' PROTOCOL CSV");

        Assert.Equal("4.5", _work.Run("USING EXTERNAL FUNCTION once(x int) RETURNS double SAGEMAKER 'far' SELECT once(4)").Single);
        Assert.ThrowsAny<SqlInferenceException>(() => _work.Run("SELECT once(4)"));
    }

    [Fact]
    public void A_model_keeps_what_its_endpoint_was_when_it_was_made()
    {
        _work.Run($"""
            CREATE ENDPOINT 'far' URL '{_server.Url}' PROTOCOL CSV SETTINGS (CSV_HEADER ON);
            CREATE MODEL m FUNCTION f(passengers int) RETURNS double SAGEMAKER 'far';
            CREATE OR REPLACE ENDPOINT 'far' URL 'http://127.0.0.1:1/' PROTOCOL JSON
            """);

        Assert.Equal("1.5", _work.Run("SELECT f(1)").Single);
        Assert.Equal("passengers\n1\n", Assert.Single(_server.Bodies).ReplaceLineEndings("\n"));
    }

    [Fact]
    public void An_endpoint_that_fails_fails_the_query_and_says_so()
    {
        _work.Run($"CREATE ENDPOINT 'far' URL '{_server.Url}' PROTOCOL CSV; CREATE MODEL m FUNCTION f(int) RETURNS double SAGEMAKER 'far'");
        _server.Answers = static _ => "no number\n";

        var error = Assert.ThrowsAny<SqlInferenceException>(() => _work.Run("SELECT f(1)"));

        Assert.Equal("SI409", error.Condition.Code);
        Assert.Contains("'far'", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("URL 'https://example.com/' PROTOCOL CSV", "SI113", "Endpoint 'e' is not allowed: the host example.com is not on the list of allowed hosts.")]
    [InlineData("URL 'http://169.254.169.254/latest' PROTOCOL JSON", "SI113", "Endpoint 'e' is not allowed: the host 169.254.169.254 is not on the list of allowed hosts.")]
    [InlineData("PROTOCOL SAGEMAKER", "SI004", "Endpoint 'e' has no URL, and the service's configuration names no AWS region.")]
    [InlineData("PROTOCOL LAMBDA", "SI004", "Endpoint 'e' has no URL, and the service's configuration names no AWS region.")]
    [InlineData("URL 'http://127.0.0.1/' PROTOCOL CSV CREDENTIAL 'elsewher'", "SI112", "The service's configuration has no credential 'elsewher', which endpoint 'e' names.")]
    [InlineData("URL 'http://127.0.0.1/' PROTOCOL CSV CREDENTIAL 'elsewhere'", "SI113", "Credential 'elsewhere' may not be used for endpoint 'e': 127.0.0.1 is not among its hosts.")]
    public void An_endpoint_that_may_not_be_called_is_not_made(string target, string code, string message)
    {
        var error = _work.Refused(ErrorConditions.Find(code)!, $"CREATE ENDPOINT 'e' {target}");

        Assert.Equal(message, error.Message);
        Assert.Empty(_work.Run("SHOW ENDPOINT ALL").Rows);
    }

    [Fact]
    public void Only_administrators_make_endpoints()
    {
        var error = Assert.Throws<SqlInferenceException>(() => _work.RunAs("somebody", $"CREATE ENDPOINT 'e' URL '{_server.Url}' PROTOCOL CSV"));

        Assert.Equal(("SI109", "User somebody may not create endpoint 'e'."), (error.Condition.Code, error.Message));
    }

    [Fact]
    public void A_host_that_is_no_longer_allowed_is_no_longer_called()
    {
        _work.Run($"CREATE ENDPOINT 'far' URL '{_server.Url}' PROTOCOL CSV; CREATE MODEL m FUNCTION f(int) RETURNS double SAGEMAKER 'far'");
        _work.Close();
        using (var engine = Embedded.EmbeddedEngine.Open(_work.DataFolder, new() { Remote = Access([]) }))
        using (var session = engine.Connect())
        {
            var error = Assert.ThrowsAny<SqlInferenceException>(() => Workplace.Run(session, "SELECT f(1)"));
            Assert.Equal("SI113", error.Condition.Code);
        }

        Assert.Empty(_server.Bodies);
        _work.Open();
    }

    [Theory]
    [InlineData("CREATE MODEL m FUNCTION f(int) RETURNS double SAGEMAKER 'nowhere'")]
    [InlineData("CREATE EXTERNAL FUNCTION f(int) RETURNS double LAMBDA 'nowhere'")]
    [InlineData("USING FUNCTION f(x int) RETURNS double LAMBDA 'nowhere' SELECT f(1)")]
    public void A_name_that_is_no_endpoint_is_not_looked_for_at_Amazon_unless_the_configuration_says_so(string statement) =>
        Assert.Equal("There is no endpoint 'nowhere' in the catalog.", _work.Refused(ErrorConditions.UnknownEndpoint, statement).Message);

    [Fact]
    public void A_name_that_is_no_endpoint_is_Amazons_where_the_configuration_says_so()
    {
        using var work = new Workplace(new()
        {
            Remote = Access([]) with
            {
                AwsRegion = "eu-west-1",
                AwsCredential = "amazon",
                Credentials = new Dictionary<string, RemoteCredential> { ["amazon"] = new(new BearerCredential("secret"), new("*.amazonaws.com")) },
            },
        });
        work.Run("CREATE MODEL m FUNCTION f(int) RETURNS double SAGEMAKER 'forest':'taxi'; CREATE EXTERNAL FUNCTION g(int) RETURNS double LAMBDA 'score'");

        var targets = work.Models.List().Select(model => model.Definition.Remote!).ToArray();

        Assert.Equal(["https://lambda.eu-west-1.amazonaws.com/", "https://runtime.sagemaker.eu-west-1.amazonaws.com/"], targets.Select(target => target.Url).Order(StringComparer.Ordinal));
        Assert.All(targets, target => Assert.Equal("amazon", target.Credential));
        Assert.Contains(targets, target => target.InnerModel == "taxi");
    }

    [Fact]
    public void LAMBDA_names_a_Lambda_function_and_nothing_else()
    {
        _work.Run($"CREATE ENDPOINT 'far' URL '{_server.Url}' PROTOCOL CSV");

        var error = _work.Refused(ErrorConditions.InvalidClauseValue, "CREATE EXTERNAL FUNCTION f(int) RETURNS double LAMBDA 'far'");

        Assert.Equal("Endpoint 'far' is not a Lambda function: its protocol is CSV.", error.Message);
    }

    static RemoteAccess Access(IReadOnlyList<string> hosts) => new()
    {
        Hosts = hosts,
        Credentials = new Dictionary<string, RemoteCredential> { ["elsewhere"] = new(new BearerCredential("secret"), new("models.example.com")) },
    };

    /// <summary>Answers each line with its first number and a half; an empty field counts as 0.</summary>
    sealed class CsvServer : IDisposable
    {
        readonly HttpListener _listener = new();

        public CsvServer()
        {
            var port = FreePort.Find();
            Url = $"http://127.0.0.1:{port}/";
            _listener.Prefixes.Add(Url);
            _listener.Start();
            _ = ServeAsync();
        }

        public string Url { get; }

        public List<string> Bodies { get; } = [];

        public Func<string, string> Answers { get; set; } = static body => string.Concat(body
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.TrimEnd('\r').Split(',')[0])
            .Where(field => field.Length == 0 || char.IsDigit(field[0]))
            .Select(field => $"{(field.Length == 0 ? "0" : field)}.5\n"));

        public void Dispose() => _listener.Close();

        async Task ServeAsync()
        {
            while (_listener.IsListening)
            {
                HttpListenerContext http;
                try
                {
                    http = await _listener.GetContextAsync();
                }
                catch (Exception exception) when (exception is HttpListenerException or ObjectDisposedException)
                {
                    return;
                }

                using var reader = new StreamReader(http.Request.InputStream, Encoding.UTF8);
                var body = await reader.ReadToEndAsync();
                Bodies.Add(body);
                http.Response.ContentType = "text/csv";
                http.Response.Close(Encoding.UTF8.GetBytes(Answers(body)), willBlock: false);
            }
        }
    }
}
