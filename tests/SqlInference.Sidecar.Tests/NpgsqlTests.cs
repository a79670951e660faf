using Npgsql;
using NpgsqlTypes;
using SqlInference.TestKit;

namespace SqlInference.Sidecar.Tests;

/// <summary>The extended protocol, with values in binary.</summary>
public sealed class NpgsqlTests(OnePlace one) : IClassFixture<OnePlace>
{
    SidecarPlace Place => one.Place;

    [Fact]
    public async Task Values_of_all_types_come_in_binary()
    {
        await using var connection = await Place.ConnectAsync();
        await using var command = new NpgsqlCommand(
            """
            SELECT true, 2::SMALLINT, 3, 4::BIGINT, 1.5::REAL, 2.5::DOUBLE, 123456.789::DECIMAL(12,3), 'ü', '\xAB'::BLOB, DATE '2024-02-29',
                TIMESTAMP '2024-01-02 03:04:05.6', TIMESTAMPTZ '2024-01-02 03:04:05+00', TIME '01:02:03', '6f3b3a52-0000-4000-8000-000000000001'::UUID,
                [1, 2, 3], ['a', NULL], [1.5, 2.5]::REAL[2], NULL::INTEGER, 5::HUGEINT, INTERVAL '2 days'
            """, connection);
        await using var reader = await command.ExecuteReaderAsync();
        Assert.True(await reader.ReadAsync());
        object?[] expected =
        [
            true, (short)2, 3, 4L, 1.5f, 2.5, 123456.789m, "ü", new byte[] { 0xAB }, new DateOnly(2024, 2, 29), new DateTime(2024, 1, 2, 3, 4, 5, 600),
            new DateTime(2024, 1, 2, 3, 4, 5, DateTimeKind.Utc), new TimeOnly(1, 2, 3), Guid.Parse("6f3b3a52-0000-4000-8000-000000000001"),
            new[] { 1, 2, 3 }, new[] { "a", null }, new[] { 1.5f, 2.5f }, DBNull.Value, 5m, TimeSpan.FromDays(2),
        ];
        for (var i = 0; i < expected.Length; i++)
        {
            var value = expected[i] switch
            {
                DateOnly => reader.GetFieldValue<DateOnly>(i),
                TimeOnly => reader.GetFieldValue<TimeOnly>(i),
                _ => reader.GetValue(i),
            };
            Assert.Equal(expected[i], value);
        }
    }

    [Fact]
    public async Task Parameters_of_all_types_go_in_binary()
    {
        await using var connection = await Place.ConnectAsync();
        object[] values =
        [
            true, (short)2, 3, 4L, 1.5f, 2.5, 123456.789m, "ü", new byte[] { 0xAB, 0 }, new DateOnly(2024, 2, 29), new DateTime(2024, 1, 2, 3, 4, 5),
            new DateTime(2024, 1, 2, 3, 4, 5, DateTimeKind.Utc), new TimeOnly(1, 2, 3), Guid.Parse("6f3b3a52-0000-4000-8000-000000000001"),
            new[] { 1, 2, 3 }, new[] { "a b", null }, new[] { 1.5, 2.5 },
        ];
        foreach (var value in values)
        {
            await using var command = new NpgsqlCommand("SELECT $1", connection) { Parameters = { new() { Value = value } } };
            await using var reader = await command.ExecuteReaderAsync();
            Assert.True(await reader.ReadAsync());
            Assert.Equal(value, value switch
            {
                DateOnly => reader.GetFieldValue<DateOnly>(0),
                TimeOnly => reader.GetFieldValue<TimeOnly>(0),
                _ => reader.GetValue(0),
            });
        }
    }

    [Fact]
    public async Task Types_of_parameters_are_found_out()
    {
        await using var connection = await Place.ConnectAsync();
        await connection.RunAsync("CREATE TABLE typed (i INTEGER, d DATE, s VARCHAR)");
        await using var command = new NpgsqlCommand("INSERT INTO typed VALUES ($1, $2, $3)", connection)
        {
            Parameters = { new() { Value = "7", NpgsqlDbType = NpgsqlDbType.Unknown }, new() { Value = "2024-02-29", NpgsqlDbType = NpgsqlDbType.Unknown }, new() { Value = DBNull.Value } },
        };
        Assert.Equal(1, await command.ExecuteNonQueryAsync());
        Assert.Equal(["7|2024-02-29|NULL"], await connection.RowsAsync("SELECT * FROM typed"));
    }

    [Fact]
    public async Task A_prepared_statement_is_run_again_and_again()
    {
        await using var connection = await Place.ConnectAsync();
        await using var command = new NpgsqlCommand("SELECT i FROM range(10) AS t(i) WHERE i > $1 ORDER BY i LIMIT 1", connection) { Parameters = { new NpgsqlParameter<int>() } };
        await command.PrepareAsync();
        for (var i = 0; i < 9; i++)
        {
            ((NpgsqlParameter<int>)command.Parameters[0]).TypedValue = i;
            Assert.Equal(i + 1L, await command.ExecuteScalarAsync());
        }
    }

    [Fact]
    public async Task A_batch_is_one_transaction()
    {
        await using var connection = await Place.ConnectAsync();
        await connection.RunAsync("CREATE TABLE batched (i INTEGER)");
        await using var batch = new NpgsqlBatch(connection) { BatchCommands = { new("INSERT INTO batched VALUES (1)"), new("INSERT INTO batched VALUES (1/0 + 'x'::INTEGER)") } };
        await Assert.ThrowsAsync<PostgresException>(() => batch.ExecuteNonQueryAsync());
        Assert.Equal("0", await connection.AskAsync("SELECT count(*) FROM batched"));
    }

    [Fact]
    public async Task A_query_is_cancelled_and_the_session_goes_on()
    {
        await using var connection = await Place.ConnectAsync();
        await using var command = new NpgsqlCommand("SELECT count(*) FROM range(1000000000) AS a(i), range(1000000) AS b(j) WHERE (i * j) % 7 = 8", connection);
        using var cancellation = new CancellationTokenSource();
        var running = command.ExecuteScalarAsync(cancellation.Token);
        cancellation.CancelAfter(300);
        var exception = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        Assert.Equal("57014", ((PostgresException)exception.InnerException!).SqlState);
        Assert.Equal("1", await connection.AskAsync("SELECT 1"));
    }

    [Fact]
    public async Task A_statement_ends_at_its_timeout()
    {
        await using var connection = await Place.ConnectAsync();
        await connection.RunAsync("SET statement_timeout = '200ms'");
        var exception = await connection.FailAsync("SELECT count(*) FROM range(1000000000) AS a(i), range(1000000) AS b(j) WHERE (i * j) % 7 = 8");
        Assert.Equal(("57014", "canceling statement due to statement timeout"), (exception.SqlState, exception.MessageText));
    }

    [Fact]
    public async Task An_idle_session_ends_at_its_timeout()
    {
        await using var connection = await Place.ConnectAsync();
        await connection.RunAsync("SET idle_session_timeout = 1");
        await Task.Delay(500);
        await Assert.ThrowsAnyAsync<NpgsqlException>(() => connection.AskAsync("SELECT 1"));
    }

    [Fact]
    public async Task Rows_are_copied_in_and_out_in_binary()
    {
        await using var connection = await Place.ConnectAsync();
        await connection.RunAsync("CREATE TABLE copied (i INTEGER, s VARCHAR, d DOUBLE, t TIMESTAMP, l INTEGER[])");
        await using (var writer = await connection.BeginBinaryImportAsync("COPY copied FROM STDIN (FORMAT binary)"))
        {
            for (var i = 0; i < 30_000; i++)
            {
                await writer.StartRowAsync();
                await writer.WriteAsync(i);
                await writer.WriteAsync($"row {i}");
                await writer.WriteAsync(i / 2.0);
                await writer.WriteAsync(new DateTime(2024, 1, 1).AddSeconds(i), NpgsqlDbType.Timestamp);
                await writer.WriteAsync(new[] { i, i + 1 });
            }

            Assert.Equal(30_000UL, await writer.CompleteAsync());
        }

        Assert.Equal("30000|449985000|29999", string.Join('|', await connection.RowsAsync("SELECT count(*), sum(i), max(l[1]) FROM copied")));
        await using var reader = await connection.BeginBinaryExportAsync("COPY (SELECT i, s, t FROM copied ORDER BY i) TO STDOUT (FORMAT binary)");
        var rows = 0;
        while (await reader.StartRowAsync() >= 0)
        {
            Assert.Equal((rows, $"row {rows}", new DateTime(2024, 1, 1).AddSeconds(rows)),
                (await reader.ReadAsync<int>(), await reader.ReadAsync<string>(), await reader.ReadAsync<DateTime>()));
            rows++;
        }

        Assert.Equal(30_000, rows);
    }

    [Fact]
    public async Task A_hundred_rows_of_a_hundred_million_cost_what_a_hundred_cost()
    {
        await using var connection = await Place.ConnectAsync();
        await using var command = new NpgsqlCommand("SELECT i, 'row ' || i, i * 2.5 FROM range(100000000) AS t(i)", connection);
        var before = GC.GetTotalAllocatedBytes();
        await using (var reader = await command.ExecuteReaderAsync())
        {
            for (var i = 0; i < 100; i++)
            {
                Assert.True(await reader.ReadAsync());
                Assert.Equal(i, reader.GetInt64(0));
            }

            await Task.Delay(200);
            Assert.InRange(GC.GetTotalAllocatedBytes() - before, 0, 64 << 20);
            command.Cancel();
        }

        Assert.Equal("1", await connection.AskAsync("SELECT 1"));
    }

    [Fact]
    public async Task Two_sessions_do_not_see_what_is_not_committed()
    {
        await using var one = await Place.ConnectAsync();
        await using var other = await Place.ConnectAsync();
        await one.RunAsync("CREATE TABLE shared (i INTEGER)");
        await one.RunAsync("BEGIN");
        await one.RunAsync("INSERT INTO shared VALUES (1)");
        Assert.Equal("0", await other.AskAsync("SELECT count(*) FROM shared"));
        await one.RunAsync("COMMIT");
        Assert.Equal("1", await other.AskAsync("SELECT count(*) FROM shared"));
    }

    [Fact]
    public async Task The_schema_of_a_table_is_read()
    {
        await using var connection = await Place.ConnectAsync();
        await connection.RunAsync("CREATE TABLE described (i INTEGER NOT NULL, d DECIMAL(10, 2))");
        await using var command = new NpgsqlCommand("SELECT * FROM described", connection);
        await using (var reader = await command.ExecuteReaderAsync(System.Data.CommandBehavior.SchemaOnly))
            Assert.Equal(("i", "integer", "d", "numeric"), (reader.GetName(0), reader.GetDataTypeName(0), reader.GetName(1), reader.GetDataTypeName(1).Split('(')[0]));
        Assert.Contains("described", (await connection.GetSchemaAsync("Tables")).Rows.Cast<System.Data.DataRow>().Select(row => (string)row["table_name"]));
    }
}
