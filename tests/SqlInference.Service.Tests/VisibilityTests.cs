using SqlInference.Errors;
using SqlInference.Inference.Remote.Credentials;
using SqlInference.Service.Remote;

namespace SqlInference.Service.Tests;

public sealed class VisibilityTests : IDisposable
{
    readonly Workplace _work = new(new ServiceOptions
    {
        Remote = new()
        {
            Hosts = ["host.example"],
            Credentials = new Dictionary<string, RemoteCredential> { ["vault-entry"] = new(new BearerCredential("secret"), new("host.example")) },
        }
    });

    public VisibilityTests() => _work.Run(
        $"""
        CREATE SCHEMA hidden;
        CREATE MODEL mine FROM '{Workplace.Onnx("linear")}' FUNCTION mine(real, real, real) RETURNS real;
        CREATE MODEL hidden.theirs FROM '{Workplace.Onnx("linear")}' FUNCTION theirs(real, real, real) RETURNS real;
        ALTER MODEL mine OWNER TO ann;
        CREATE ENDPOINT 'secret' FOR MODEL hidden.theirs;
        CREATE ENDPOINT 'far' URL 'https://host.example/v2' PROTOCOL OIP CREDENTIAL 'vault-entry'
        """);

    public void Dispose() => _work.Dispose();

    (string, string?) Unknown(string statement)
    {
        var error = Assert.Throws<SqlInferenceException>(() => _work.RunAs("ann", statement));
        Assert.Equal(ErrorConditions.UnknownModel, error.Condition);
        return (error.Message, error.Hint);
    }

    [Theory]
    [InlineData("SHOW MODEL {0}")]
    [InlineData("DROP MODEL {0}")]
    [InlineData("ALTER MODEL {0} RENAME TO other")]
    [InlineData("GRANT EXECUTE ON MODEL {0} TO bob")]
    public void A_hidden_model_and_one_that_never_was_get_the_same_answer(string statement)
    {
        static string Named(string name, string text) => text.Replace(name, "X", StringComparison.Ordinal);
        var hidden = Unknown(statement.Replace("{0}", "hidden.theirs", StringComparison.Ordinal));
        var missing = Unknown(statement.Replace("{0}", "hidden.other", StringComparison.Ordinal));

        Assert.Equal("There is no model hidden.theirs in database local.", hidden.Item1);
        Assert.Equal("SHOW MODEL ALL lists the models.", hidden.Item2);
        Assert.Equal(Named("hidden.other", missing.Item1), Named("hidden.theirs", hidden.Item1));
        Assert.Equal(missing.Item2, hidden.Item2);
    }

    [Fact]
    public void Hints_name_models_that_the_caller_may_see()
    {
        Assert.Equal("SHOW MODEL ALL lists the models.", Unknown("SHOW MODEL theirs").Item2);
        Assert.Equal("Did you mean public.mine? SHOW MODEL ALL lists the models.", Unknown("SHOW MODEL hidden.mine").Item2);
    }

    [Fact]
    public void Dropping_a_hidden_model_if_it_exists_does_nothing()
    {
        _work.RunAs("ann", "DROP MODEL IF EXISTS hidden.theirs");

        Assert.NotEmpty(_work.Run("SHOW MODEL hidden.theirs").Rows);
    }

    [Fact]
    public void A_hidden_model_on_the_search_path_does_not_hide_one_behind_it()
    {
        _work.Run($"CREATE MODEL main.mine FROM '{Workplace.Onnx("linear")}' FUNCTION main.mine(real, real, real) RETURNS real; "
            + "ALTER MODEL public.mine OWNER TO bob; GRANT EXECUTE ON MODEL main.mine TO ann");

        Assert.Contains(_work.RunAs("ann", "SHOW MODEL mine").Rows, row => row[0] == "Schema Name" && row[1] == "main");
    }

    [Fact]
    public void Endpoints_are_as_hidden_as_their_models_and_keep_their_addresses_to_administrators()
    {
        Assert.Equal(["far|OIP|"], _work.RunAs("ann", "SHOW ENDPOINT ALL").Rows.Select(row => string.Join('|', row)));
        Assert.DoesNotContain(_work.RunAs("ann", "SHOW ENDPOINT 'far'").Rows, row => row[0] == "Credential" || row[1]?.Contains("host.example", StringComparison.Ordinal) == true);
        var error = Assert.Throws<SqlInferenceException>(() => _work.RunAs("ann", "SHOW ENDPOINT 'secret'"));
        Assert.Equal((ErrorConditions.UnknownEndpoint, "There is no endpoint 'secret' in the catalog.", "SHOW ENDPOINT ALL lists the endpoints."), (error.Condition, error.Message, error.Hint));
    }

    [Fact]
    public void Without_model_folders_only_administrators_have_files_read()
    {
        _work.Run("GRANT CREATE MODEL TO ann");
        var error = Assert.Throws<SqlInferenceException>(() => _work.RunAs("ann", "CREATE MODEL x FROM '/etc/passwd' FUNCTION x(real) RETURNS real"));

        Assert.Equal(
            (ErrorConditions.ModelPathNotAllowed, "The model file '/etc/passwd' is outside the folders that models may be read from."), (error.Condition, error.Message));
    }
}
