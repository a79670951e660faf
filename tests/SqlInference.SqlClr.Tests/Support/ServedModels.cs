using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
using SqlInference.SqlClr.Json;

namespace SqlInference.SqlClr.Tests.Support;

/// <summary>
/// Models that the embedded engine has made, and the service that answers for them to whoever has a token: the same data folder, so
/// that what the assembly is answered can be compared with what a query there is.
/// </summary>
public sealed class ServedModels : IDisposable
{
    public const string Database = "local";

    /// <summary>Who may execute everything; the models are not theirs.</summary>
    public const string Analyst = "ann ünique";

    /// <summary>The role that may, as QUOTENAME writes it.</summary>
    public const string Roles = "[public][read]]ers, all]";

    const string Script = """
        CREATE TABLE rides AS SELECT (range * 7919 % 1000)::int AS n FROM range(300);
        CREATE TABLE things AS SELECT (range % 7)::smallint AS small, (range * 31 % 1000)::int AS size, (range * range * 104729 % 9999999999)::bigint AS large,
          (range % 13 / 4.0)::real AS ratio, range * 0.37 AS price, (range * 1.25)::decimal(12,2) AS cost, range % 3 = 0 AS flag,
          'thing number ' || range % 17 || ' ist schön 😀' AS note, DATE '1969-06-01' + (range % 365)::int AS day,
          TIMESTAMP '2024-01-01 00:00:00.123456' + INTERVAL (range) HOUR AS seen,
          CASE WHEN range % 3 = 0 THEN 'red' WHEN range % 5 = 0 THEN 'grün' ELSE 'blue' END AS colour FROM range(300);
        CREATE MODEL rides_decimal FROM (SELECT n FROM rides) FUNCTION rides_decimal RETURNS decimal(10,6) MODEL_TYPE RANDOM_CUT_FOREST SETTINGS (SEED 1);
        CREATE MODEL rides_float FROM (SELECT n FROM rides) FUNCTION rides_float RETURNS double precision MODEL_TYPE RANDOM_CUT_FOREST SETTINGS (SEED 1);
        CREATE MODEL rides_real FROM (SELECT n FROM rides) FUNCTION rides_real RETURNS real MODEL_TYPE RANDOM_CUT_FOREST SETTINGS (SEED 1);
        CREATE MODEL rides_smallint FROM (SELECT n FROM rides) FUNCTION rides_smallint RETURNS smallint MODEL_TYPE RANDOM_CUT_FOREST SETTINGS (SEED 1);
        CREATE MODEL rides_int FROM (SELECT n FROM rides) FUNCTION rides_int RETURNS int MODEL_TYPE RANDOM_CUT_FOREST SETTINGS (SEED 1);
        CREATE MODEL rides_bigint FROM (SELECT n FROM rides) FUNCTION rides_bigint RETURNS bigint MODEL_TYPE RANDOM_CUT_FOREST SETTINGS (SEED 1);
        CREATE MODEL "odd ]name'; a.b/c\d=2e%2e -- x" FROM (SELECT n AS "n ü" FROM rides) FUNCTION odd RETURNS double precision MODEL_TYPE RANDOM_CUT_FOREST SETTINGS (SEED 1);
        CREATE MODEL flags FROM (SELECT n, n % 2 = 0 AS even FROM rides) TARGET even FUNCTION flags MODEL_TYPE XGBOOST SETTINGS (SEED 1);
        CREATE MODEL colours FROM (SELECT small, size, large, ratio, price, cost, flag, note, day, seen, colour FROM things) TARGET colour
          FUNCTION colours MODEL_TYPE XGBOOST SETTINGS (SEED 1);
        GRANT EXECUTE ON MODEL rides_decimal, rides_float, rides_real, rides_smallint, rides_int, rides_bigint, "odd ]name'; a.b/c\d=2e%2e -- x", flags, colours TO ROLE "read]ers, all";
        GRANT CREATE MODEL TO "ann ünique";
        COPY (SELECT n, rides_decimal(n) AS rides_decimal, rides_float(n) AS rides_float, rides_real(n) AS rides_real, rides_smallint(n) AS rides_smallint,
          rides_int(n) AS rides_int, rides_bigint(n) AS rides_bigint, odd(n) AS odd, flags(n) AS flags
          FROM (SELECT unnest([-5, 0, 17, 500, 2000000])::int AS n) ORDER BY n) TO 'numbers.json' (FORMAT json);
        COPY (SELECT *, colours(small, size, large, ratio, price, cost, flag, note, day, seen) AS prediction,
          colours_prob(small, size, large, ratio, price, cost, flag, note, day, seen) AS "probabilities.json",
          colours_explain(small, size, large, ratio, price, cost, flag, note, day, seen) AS "explanation.json"
          FROM things ORDER BY price) TO 'things.json' (FORMAT json);
        COPY (SELECT colours_prob(NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL) AS probabilities) TO 'nulls.json' (FORMAT json);
        """;

    readonly Command _command = new();
    readonly Process _process;

    public ServedModels()
    {
        _command.Run(Script);
        Token = _command.Execute($"token create --name sqlserver --role adapter --database {Database}").Trim().Split('\n').Last().Trim();
        (_process, Address) = _command.Serve("--set require_tokens=true");
    }

    public string Address { get; }

    public string Token { get; }

    /// <summary>Rows that a query on the embedded engine answered: numbers, things or nulls.</summary>
    internal JsonObject[] Embedded(string name) =>
        [.. File.ReadAllLines(Path.Combine(_command.Folder, name + ".json")).Select(line => (JsonObject)JsonParser.Parse(line)!)];

    internal Asker As(string user, string roles = Roles, int timeoutMs = 60_000) => new(Address, Token, timeoutMs, user, roles);

    internal Asker Analysts => As(Analyst);

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
        _command.Dispose();
    }
}

[CollectionDefinition(nameof(ServedModels))]
public sealed class ServedOnce : ICollectionFixture<ServedModels>
{
}
