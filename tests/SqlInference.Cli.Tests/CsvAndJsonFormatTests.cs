using System.Text.Json;

namespace SqlInference.Cli.Tests;

public sealed class CsvAndJsonFormatTests : IDisposable
{
    readonly CommandUnderTest _command = new();

    public void Dispose() => _command.Dispose();

    [Fact]
    public void Csv_quotes_what_needs_it_and_tells_null_from_empty()
    {
        var result = _command.Run("run", "--format", "csv", "-c",
            """
            CREATE TABLE t (a int, "b,c" text, d text);
            INSERT INTO t VALUES (1, 'plain', NULL), (2, '', 'a"b'), (3, E'two\nlines', 'x,y'), (NULL, ' 日本 ', E'\r');
            FROM t; SELECT 'one' AS single WHERE false; SELECT 2 AS last;
            """);

        Assert.Equal(
            "a,\"b,c\",d\n1,plain,\n2,\"\",\"a\"\"b\"\n3,\"two\nlines\",\"x,y\"\n, 日本 ,\"\r\"\n" +
            "\nsingle\n\nlast\n2\n", result.Output);
        Assert.Equal("", result.Error);
    }

    [Fact]
    public void Json_keeps_every_digit_and_nests_what_nests()
    {
        var result = _command.Run("run", "--format", "json", "-c",
            """
            SELECT 1 AS i, 170141183460469231731687303715884105727::hugeint AS h, -0.5::decimal(1,1) AS d, 12345678901234567890.123456::decimal(38,6) AS big,
              1e300 AS f, 'nan'::double AS n, '-inf'::float AS m, true AS b, NULL AS nothing, E'q"\\\né😀' || chr(1) AS s,
              [1, NULL, 3] AS l, {'x': 'y', 'z': [1.5]} AS st, MAP {'k': 1} AS mp, row(1, 'a') AS rw, E'{"a":\n[1]}'::json AS j,
              DATE '2024-02-29' AS dt, INTERVAL 1 DAY AS iv, [1, 2]::int[2] AS ar, 'x'::blob AS bl, 1 AS i
            """);

        Assert.Equal(
            """
            [
            {"i":1,"h":170141183460469231731687303715884105727,"d":-0.5,"big":12345678901234567890.123456,"f":1e+300,"n":"NaN","m":"-Infinity","b":true,"nothing":null,"s":"q\"\\\né😀\u0001","l":[1,null,3],"st":{"x":"y","z":[1.5]},"mp":{"k":1},"rw":[1,"a"],"j":{"a": [1]},"dt":"2024-02-29","iv":"1 day","ar":[1,2],"bl":"x","i_1":1}
            ]

            """, result.Output);
        using var parsed = JsonDocument.Parse(result.Output);
        Assert.Equal(1, parsed.RootElement.GetArrayLength());
    }

    [Fact]
    public void Json_has_one_array_per_result_and_one_row_per_line()
    {
        var result = _command.Run("run", "--format", "json", "-c", "SET threads = 1; SELECT range AS n FROM range(3); SELECT 1 AS n WHERE false; SHOW MODEL ALL");

        Assert.Equal("[\n{\"n\":0},\n{\"n\":1},\n{\"n\":2}\n]\n[]\n[]\n", result.Output);
    }

    [Theory]
    [InlineData("csv")]
    [InlineData("json")]
    [InlineData("table")]
    public async Task Millions_of_rows_pass_through_in_constant_memory(string format)
    {
        const long MostBytes = 400_000_000;
        using var process = _command.Start("run", "--format", format, "--max-rows", "0", "-c",
            "SELECT range AS n, repeat('x', 250) AS text FROM range(2000000)");
        process.StandardInput.Close();
        var error = process.StandardError.ReadToEndAsync();
        var (buffer, total, most) = (new byte[1 << 20], 0L, 0L);
        for (int count; (count = await process.StandardOutput.BaseStream.ReadAsync(buffer)) > 0;)
        {
            total += count;
            process.Refresh();
            most = Math.Max(most, process.WorkingSet64);
        }

        await process.WaitForExitAsync();
        Assert.Equal("", await error);
        Assert.True(total > 1.2 * MostBytes, $"Only {total} bytes came.");
        Assert.True(most < MostBytes, $"The process took {most} bytes for a result of {total}.");
    }
}
