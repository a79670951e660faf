using Npgsql;
using SqlInference.Postgres.Tests.Support;
using SqlInference.TestKit;

namespace SqlInference.Postgres.Tests.Gateway;

/// <summary>Statements about models, typed as they are written.</summary>
public sealed class StatementTests(PostgresFixture postgres) : GatewayPlace(postgres)
{
    static string Create(string name) => $"CREATE MODEL {name} FROM '{Model}' FUNCTION {name}(real, real, real) RETURNS float8";

    [PostgresFact]
    public void Psql_takes_them_as_Redshift_does()
    {
        Assert.Equal("CREATE MODEL\n", Psql("--command", $"-- a model\n{Create("price")};"));
        Assert.Equal("4.75\n", Psql("-At", "--command", "SELECT price(1, 2, 3)"));
        Assert.Equal(" Schema Name | Model Name \n-------------+------------\n public      | price\n(1 row)\n\n", Psql("--command", "SHOW MODEL ALL"));
        Assert.Contains("Model State|READY\n", Psql("-At", "--command", "show model price"), StringComparison.Ordinal);
        Assert.Equal("CREATE ENDPOINT\n", Psql("--command", "CREATE ENDPOINT 'prices' FOR MODEL price"));
        Assert.Equal("prices|MODEL|public.price\n", Psql("-At", "--command", "SHOW ENDPOINT ALL"));
        Assert.Equal("ALTER MODEL\n", Psql("--command", "ALTER MODEL price SET (CACHE OFF)"));
        Assert.Equal("DROP ENDPOINT\nDROP MODEL\n", Psql("--command", "DROP ENDPOINT 'prices'", "--command", "DROP MODEL price"));
        Assert.Contains(Logged, line => line == $"postgres@{Database}: DROP MODEL price");
    }

    [PostgresFact]
    public void A_mistake_is_said_as_PostgreSQL_says_its_own()
    {
        Assert.Matches("^ERROR:  .*'nothing.onnx'.*\n(HINT|DETAIL):", Psql("--command", "CREATE MODEL x FROM 'nothing.onnx' FUNCTION x(real) RETURNS real"));
        Assert.Contains("FUNTION", Psql("--command", "CREATE MODEL x FROM 'nothing.onnx' FUNTION x(real) RETURNS real"), StringComparison.Ordinal);
        Assert.Matches("^ERROR:  .*nobody", Psql("--command", "SHOW MODEL nobodys"));
    }

    [PostgresFact]
    public void Several_in_one_text_are_done_together_or_not_at_all()
    {
        Assert.Equal("CREATE MODEL\n1\nCREATE MODEL\n", Psql("-At", "--command", $"{Create("a")}; SELECT 1; {Create("b")};"));
        Assert.Equal("CREATE MODEL\nERROR:  division by zero\n", Psql("-At", "--command", $"{Create("c")}; SELECT 1/0; {Create("d")};"));
        Assert.Equal("public|a\npublic|b\n", Psql("-At", "--command", "SHOW MODEL ALL"));
        Assert.Equal("BEGIN\nCREATE MODEL\n4.75\nROLLBACK\npublic|a\npublic|b\n",
            Psql("-At", "--command", "BEGIN", "--command", Create("c"), "--command", "SELECT c(1, 2, 3)", "--command", "ROLLBACK", "--command", "SHOW MODEL ALL"));
    }

    [PostgresFact]
    public void Training_rows_come_from_the_session()
    {
        Assert.Equal("SET\nCREATE TABLE\nINSERT 0 300\nCREATE MODEL\nt\n", Psql("-At", "--command", "SET sqlinference.wait_for_training = on", "--command", "CREATE TEMPORARY TABLE history (n int)", "--command", "INSERT INTO history SELECT generate_series(1, 300)",
            "--command", "CREATE MODEL rides FROM (SELECT n FROM history) FUNCTION ride_score RETURNS float8 MODEL_TYPE RANDOM_CUT_FOREST SETTINGS (SEED 1)",
            "--command", "SELECT ride_score(5000) > ride_score(150)"));
    }

    [PostgresFact]
    public void Using_function_answers_with_its_query()
    {
        Psql("--command", Create("price"), "--command", "CREATE ENDPOINT 'prices' FOR MODEL price");
        const string query = "USING EXTERNAL FUNCTION p(a real, b real, c real) RETURNS double SAGEMAKER 'prices' SELECT p(1, 2, 3) AS price, 'ü' AS word";
        Assert.Equal("price|word\n4.75|ü\n(1 row)\n", Psql("-A", "--command", query));
        Assert.Equal("1\n4.75|ü\n2\n", Psql("-At", "--command", $"SELECT 1; {query}; SELECT 2"));
        Assert.Matches("^2\nERROR:  .*nowhere", Psql("-At", "--command", query.Replace("prices", "nowhere", StringComparison.Ordinal), "--command", "SELECT 2"));
    }

    [PostgresFact]
    public async Task The_extended_protocol_has_them_too()
    {
        await using var connection = await OpenAsync();
        await using var create = new NpgsqlCommand(Create("price"), connection);
        Assert.Equal(-1, await create.ExecuteNonQueryAsync());
        await connection.RunAsync("CREATE ENDPOINT 'prices' FOR MODEL price");
        Assert.Contains("Model State|READY", await connection.RowsAsync("SHOW MODEL price"));
        await using var transaction = await connection.BeginTransactionAsync();
        Assert.Equal(["4.75|7"], await connection.RowsAsync("USING EXTERNAL FUNCTION p(a real, b real, c real) RETURNS double SAGEMAKER 'prices' SELECT p(1, 2, 3), 7"));
        await transaction.RollbackAsync();
        Assert.Contains("nowhere", (await connection.FailAsync("USING EXTERNAL FUNCTION p(a real) RETURNS double SAGEMAKER 'nowhere' SELECT p(1)")).MessageText, StringComparison.Ordinal);
        Assert.Contains("nobodys", (await connection.FailAsync("SHOW MODEL nobodys")).MessageText, StringComparison.Ordinal);

        await using var prepared = new NpgsqlCommand("SHOW MODEL price", connection);
        await prepared.PrepareAsync();
        for (var time = 0; time < 3; time++)
            Assert.Equal("Model Name", await prepared.ExecuteScalarAsync());
        await using var batch = new NpgsqlBatch(connection) { BatchCommands = { new("SELECT $1::int") { Parameters = { new() { Value = 3 } } }, new("DROP ENDPOINT 'prices'"), new("SELECT 4") } };
        await using var reader = await batch.ExecuteReaderAsync();
        Assert.True(await reader.ReadAsync() && reader.GetInt32(0) == 3 && await reader.NextResultAsync());
        Assert.True(await reader.ReadAsync() && reader.GetInt32(0) == 4);
    }

    [JdbcFact]
    public void A_jdbc_client_has_them_as_statements()
    {
        var output = Client("java", ["-cp", PostgresClients.JdbcDriver, Path.Combine(AppContext.BaseDirectory, "Clients", "Statements.java"),
            $"jdbc:postgresql://127.0.0.1:{Port}/{Database}?user=postgres", Create("price")]);
        Assert.Equal("false 0\nModel Name=price\n4.75\ntrue 4.75\nrolled back\n", output);
    }
}
