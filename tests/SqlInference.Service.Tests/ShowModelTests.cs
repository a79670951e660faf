using SqlInference.Catalog;
using SqlInference.Errors;
using SqlInference.Inference.Remote.Credentials;
using SqlInference.Service.Remote;

namespace SqlInference.Service.Tests;

/// <summary>The rows of SHOW, which people parse by their keys: spelling, order and blanks.</summary>
public sealed class ShowModelTests : IDisposable
{
    // Redshift's notation of time: one value changes from run to run.
    const string Time = "Wed, 15.06.2022 17:58:21";

    readonly Workplace _work = new(new ServiceOptions
    {
        Time = new FixedTime(new(2022, 6, 15, 17, 58, 21, TimeSpan.Zero)),
        Device = "cpu",
        Remote = new()
        {
            Hosts = ["host.example"],
            AwsRegion = "eu-west-1",
            Credentials = new Dictionary<string, RemoteCredential> { ["vault-entry"] = new(new BearerCredential("secret"), new("host.example")) },
        }
    });

    public ShowModelTests() => _work.Run("CREATE TABLE rides AS SELECT i % 97 AS passengers, i AS ride FROM range(200) r(i)");

    public void Dispose() => _work.Dispose();

    static string Linear(string name, string rest = "") =>
        $"CREATE MODEL {name} FROM '{Workplace.Onnx("linear")}' FUNCTION {name}(a int, b real, c decimal(10, 2)) RETURNS double precision {rest}";

    static readonly string User = Environment.UserName;

    static void AssertRows(Answer answer, string expected)
    {
        Assert.Equal(["Key", "Value"], answer.Columns);
        Assert.Equal(expected.ReplaceLineEndings("\n"), string.Join('\n', answer.Rows.Select(row => $"{row[0]}|{row[1]}")));
    }

    [Fact]
    public void A_model_from_a_file()
    {
        _work.Run(Linear("m", "IAM_ROLE 'arn:aws:iam::1:role/r'"));
        _work.Run("SELECT m(1, 1, 1)");
        AssertRows(_work.Run("SHOW MODEL m"), $"""
            Model Name|m
            Schema Name|public
            Owner|{User}
            Creation Time|{Time}
            Model State|READY
            |
            PARAMETERS:|
            Source|{Workplace.Onnx("linear")}
            Format|onnx
            Function Name|m
            Inference Type|Local
            Function Parameter Types|int4 float4 numeric
            Function Return Type|float8
            IAM Role|arn:aws:iam::1:role/r
            |
            SERVICE:|
            Version|1
            Device|cpu
            Rows Served|1
            Duplicates Dropped|0
            """);
    }

    [Fact]
    public void A_model_behind_an_endpoint()
    {
        _work.Run($"{Linear("m")}; CREATE ENDPOINT 'e' FOR MODEL m; CREATE MODEL r FUNCTION far(int, real, decimal(10, 2)) RETURNS varchar SAGEMAKER 'e' IAM_ROLE default");
        _work.Run("SELECT far(1, 1, 1) UNION ALL SELECT far(1, 1, i) FROM range(3) r(i)");
        AssertRows(_work.Run("SHOW MODEL r"), $"""
            Model Name|r
            Schema Name|public
            Owner|{User}
            Creation Time|{Time}
            Model State|READY
            |
            PARAMETERS:|
            Endpoint|e
            Function Name|far
            Inference Type|Remote
            Function Parameter Types|int4 float4 numeric
            IAM Role|default
            |
            SERVICE:|
            Version|1
            Device|cpu
            Rows Served|4
            Duplicates Dropped|{_work.Run("SHOW MODEL r")["Duplicates Dropped"]}
            """);
    }

    const string TrainRides =
        """
        CREATE MODEL rcf FROM (select passengers, -- how many
              'Mixed Case' = 'x' as flag from rides WHERE ride >= 0)
        FUNCTION score_rides IAM_ROLE default MODEL_TYPE RANDOM_CUT_FOREST
        HYPERPARAMETERS DEFAULT EXCEPT (NUM_TREES '50', NUM_SAMPLES_PER_TREE '64', SEED '7')
        SETTINGS (S3_BUCKET 'bucket', KMS_KEY_ID 'key', MAX_RUNTIME 600)
        """;

    [Fact]
    public void A_trained_model()
    {
        _work.Run(TrainRides);
        var shown = _work.Run("SHOW MODEL rcf");
        AssertRows(shown, $"""
            Model Name|rcf
            Schema Name|public
            Owner|{User}
            Creation Time|{Time}
            Model State|READY
            train:rows|200.000000
            train:score_mean|{shown["train:score_mean"]}
            train:score_stddev|{shown["train:score_stddev"]}
            |
            TRAINING DATA:|
            Query|SELECT PASSENGERS, 'Mixed Case' = 'x' AS FLAG
            |FROM RIDES
            |WHERE RIDE >= 0
            |
            PARAMETERS:|
            Model Type|random_cut_forest
            Training Job Name|rcf-1
            Function Name|score_rides
            Function Parameters|passengers flag
            Function Parameter Types|int8 bool
            IAM Role|default
            S3 Bucket|bucket
            KMS Key|key
            Max Runtime|600
            |
            HYPERPARAMETERS:|
            num_trees|50
            num_samples_per_tree|64
            feature_dim|2
            seed|7
            |
            SERVICE:|
            Version|1
            Device|cpu
            Rows Served|0
            Duplicates Dropped|0
            """);
        Assert.Matches(@"^\d+\.\d{6}$", shown["train:score_mean"]);
        Assert.Matches(@"^\d+\.\d{6}$", shown["train:score_stddev"]);
    }

    [Fact]
    public void A_model_trained_from_a_table_that_failed()
    {
        _work.Run("CREATE TABLE empty AS SELECT * FROM rides WHERE ride < 0");
        _work.Refused(ErrorConditions.NoTrainingRows, "CREATE MODEL rcf FROM public.empty FUNCTION score_rides MODEL_TYPE RANDOM_CUT_FOREST");
        AssertRows(_work.Run("SHOW MODEL rcf"), $"""
            Model Name|rcf
            Schema Name|public
            Owner|{User}
            Creation Time|{Time}
            Model State|FAILED
            Failure Reason|The training query gave no rows.
            |
            TRAINING DATA:|
            Table|public.empty
            |
            PARAMETERS:|
            Model Type|random_cut_forest
            Training Job Name|rcf-1
            Function Name|score_rides
            Function Parameters|passengers ride
            Function Parameter Types|int8 int8
            IAM Role|
            S3 Bucket|
            Max Runtime|5400
            |
            HYPERPARAMETERS:|
            num_trees|100
            num_samples_per_tree|256
            seed|42
            |
            SERVICE:|
            Version|
            Device|cpu
            Rows Served|0
            Duplicates Dropped|0
            """);
    }

    [Fact]
    public void Who_may_only_execute_does_not_see_how_the_model_was_made()
    {
        _work.Run(TrainRides);
        var stranger = Assert.Throws<SqlInferenceException>(() => _work.RunAs("ann", "SHOW MODEL rcf"));
        Assert.Equal((ErrorConditions.UnknownModel, "There is no model public.rcf in database local.", "SHOW MODEL ALL lists the models."),
            (stranger.Condition, stranger.Message, stranger.Hint));
        Assert.Empty(_work.RunAs("ann", "SHOW MODEL ALL").Rows);

        _work.Run("GRANT EXECUTE ON MODEL rcf TO ann");
        var keys = _work.RunAs("ann", "SHOW MODEL rcf").Rows.Select(row => row[0]).ToArray();
        Assert.DoesNotContain(keys, key => key is "IAM Role" or "S3 Bucket" or "KMS Key" or "Query");
        Assert.Equal(
            ["", "TRAINING DATA:", "", "PARAMETERS:", "Model Type", "Training Job Name", "Function Name", "Function Parameters", "Function Parameter Types", "Max Runtime"],
            keys.Skip(8).Take(10));
        Assert.Equal("rcf", Assert.Single(_work.RunAs("ann", "SHOW MODELS").Rows)[1]);
    }

    [Fact]
    public void All_models_are_listed_in_order()
    {
        _work.Run($"CREATE SCHEMA a; {Linear("m2")}; {Linear("m10")}; {Linear("b")}; CREATE MODEL a.z FROM '{Workplace.Onnx("one-column")}' FUNCTION z(real) RETURNS real");
        foreach (var statement in new[] { "SHOW MODEL ALL", "SHOW MODELS" })
        {
            var all = _work.Run(statement);
            Assert.Equal(["Schema Name", "Model Name"], all.Columns);
            Assert.Equal(["a.z", "public.b", "public.m10", "public.m2"], all.Rows.Select(row => $"{row[0]}.{row[1]}"));
        }
    }

    [Fact]
    public void Endpoints()
    {
        _work.Run($"""
            {Linear("m")};
            CREATE ENDPOINT 'hosted' FOR MODEL m;
            CREATE ENDPOINT 'far' URL 'https://host.example/v2' PROTOCOL OIP CREDENTIAL 'vault-entry' SETTINGS (TIMEOUT_MS 100);
            CREATE ENDPOINT 'amazon' PROTOCOL SAGEMAKER
            """);
        var all = _work.Run("SHOW ENDPOINT ALL");
        Assert.Equal(["Endpoint Name", "Protocol", "Target"], all.Columns);
        Assert.Equal(["amazon|SAGEMAKER|", "far|OIP|https://host.example/v2", "hosted|MODEL|public.m"], all.Rows.Select(row => string.Join('|', row)));
        AssertRows(_work.Run("SHOW ENDPOINT 'far'"), $"""
            Endpoint Name|far
            Owner|{User}
            Creation Time|{Time}
            Protocol|OIP
            Target|https://host.example/v2
            Credential|vault-entry
            TIMEOUT_MS|100
            """);

        _work.Run("ALTER MODEL m RENAME TO n");
        Assert.Equal("public.n", _work.Run("SHOW ENDPOINT 'hosted'")["Target"]);
        _work.Run("CREATE OR REPLACE ENDPOINT 'hosted' PROTOCOL LAMBDA; DROP ENDPOINT 'far'; DROP ENDPOINT IF EXISTS 'far'");
        Assert.Equal(["amazon|SAGEMAKER|", "hosted|LAMBDA|"], _work.Run("SHOW ENDPOINT ALL").Rows.Select(row => string.Join('|', row)));
        Assert.Contains("There is no endpoint 'far': nothing done.", _work.Notices);
    }

    [Fact]
    public void Only_administrators_manage_endpoints()
    {
        _work.Run($"{Linear("m")}; GRANT CREATE MODEL TO ann; CREATE ENDPOINT 'e' FOR MODEL m");
        foreach (var (statement, action) in new[] { ("CREATE ENDPOINT 'x' FOR MODEL m", "create endpoint 'x'"), ("DROP ENDPOINT 'e'", "drop endpoint 'e'") })
        {
            var denied = Assert.Throws<SqlInferenceException>(() => _work.RunAs("ann", statement));
            Assert.Equal((ErrorConditions.PermissionDenied, $"User ann may not {action}."), (denied.Condition, denied.Message));
        }

        Assert.Equal(2, _work.Engine.Service.Catalog.AuditTrail.Newest(10).Count(entry => entry.Outcome == AuditOutcome.Denied));
    }

    sealed class FixedTime(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
