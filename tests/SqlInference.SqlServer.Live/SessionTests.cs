using SqlInference.Engines.SqlServer;
using SqlInference.Errors;
using SqlInference.SqlServer.Tests.Sessions;
using SqlInference.TestKit;

namespace SqlInference.SqlServer.Live;

/// <summary>Sessions on a real SQL Server, with or without our procedures in it.</summary>
public sealed class SessionTests
{
    [SqlServerFact]
    public async Task Values_are_printed_as_they_are()
    {
        await using var live = await LiveSession.StartAsync();
        Assert.Equal(
            ["1|-2.50|0.1|1|2020-01-02|2020-01-02 03:04:05.1234567|2020-01-02 03:04:05.0000000 +02:00|0x00FF|é|NULL|12345678901234567890123456789012345678|2020-01-02 03:04:05.123|1.2000|03:04:05"],
            live.Run("""
                SELECT 1, CAST(-2.5 AS decimal(9, 2)), CAST(0.1 AS float), CAST(1 AS bit), CAST('2020-01-02' AS date), CAST('2020-01-02 03:04:05.1234567' AS datetime2),
                    CAST('2020-01-02 03:04:05 +02:00' AS datetimeoffset), 0x00FF, N'é', NULL, CAST('12345678901234567890123456789012345678' AS decimal(38, 0)),
                    CAST('2020-01-02T03:04:05.123' AS datetime), CAST(1.2 AS money), CAST('03:04:05' AS time(0));
                """));
    }

    [SqlServerFact]
    public async Task Batches_share_variables_and_errors_say_where()
    {
        await using var live = await LiveSession.StartAsync();
        Assert.Equal(["3"], live.Run("DECLARE @x int = 1; SET @x += 2; SELECT @x;\nGO\n"));
        var error = Assert.Throws<SqlServerException>(() => live.Run("SELECT 1;\nSELECT * FROM missing;"));
        Assert.Equal("Invalid object name 'missing' (208)\nLINE 2: SELECT * FROM missing;\n        ^", error.Message);
    }

    [SqlServerFact]
    public async Task Copy_loads_a_file_by_bulk_copy()
    {
        await using var live = await LiveSession.StartAsync();
        live.Run("CREATE TABLE rides (ride_timestamp datetime2, nbr_passengers int);");
        var file = Path.Combine(AppContext.BaseDirectory, "nyc_taxi.csv");
        Assert.Equal(["COPY 10320"], live.Run($"COPY rides FROM '{file}' IAM_ROLE default IGNOREHEADER 1 FORMAT AS CSV;"));
        Assert.Equal(["10320|2014-07-01 00:00:00"], live.Run("SELECT count(*), CONVERT(varchar(19), min(ride_timestamp), 120) FROM rides;"));
    }

    [SqlServerFact]
    public async Task A_model_is_trained_from_rows_of_all_types()
    {
        await using var live = await LiveSession.StartAsync();
        live.Run("""
            SELECT TOP (5000) ROW_NUMBER() OVER (ORDER BY a.object_id) AS i INTO numbers FROM sys.all_objects AS a CROSS JOIN sys.all_objects AS b;
            GO
            CREATE VIEW samples AS SELECT CAST(i % 100 AS tinyint) AS t, CAST(i AS bigint) AS b, CAST(i % 50 AS real) AS r, CAST(i / 7.0 AS decimal(12, 3)) AS d, CAST(i % 2 AS bit) AS f,
                DATEADD(minute, i, CAST('2020-01-01' AS datetime2)) AS m, CASE WHEN i % 11 = 0 THEN NULL ELSE CONCAT(N'ж', i % 5) END AS w, i % 100 * 2 AS y FROM numbers;
            GO
            CREATE MODEL doubles FROM (SELECT t, b, r, d, f, m, w, y FROM samples) TARGET y FUNCTION doubles;
            """);
        live.Finish();
        var shown = live.Run("SHOW MODEL doubles;");
        Assert.Contains("Model State|READY", shown);
        Assert.Contains("Function Parameter Types|int2 int8 float4 numeric bool timestamp varchar", shown);
    }

    [SqlServerFact]
    public async Task A_training_query_without_permission_fails_with_the_servers_reason()
    {
        await using var live = await LiveSession.StartAsync();
        var error = Assert.Throws<SqlServerException>(() => live.Run("CREATE MODEL f FROM (SELECT n FROM missing) FUNCTION f MODEL_TYPE RANDOM_CUT_FOREST;"));
        Assert.Equal(ErrorConditions.DatabaseError, error.Condition);
        Assert.Contains("Failure Reason|The session could not do its part: Invalid object name 'missing' (208)", live.Run("SHOW MODEL f;"));
    }

    [SqlServerFact]
    public async Task Without_our_procedures_a_model_is_served_and_the_session_is_told()
    {
        await using var live = await LiveSession.StartAsync();
        Assert.Equal(["CREATE MODEL"], live.Run($"CREATE MODEL m FROM '{ServicePlace.Onnx("linear")}' FUNCTION m(real, real, real) RETURNS real;"));
        Assert.Contains("has no procedure sqlinference.define_function", Assert.Single(live.Notices), StringComparison.Ordinal);
    }
}
