using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using SqlInference.Catalog;

namespace SqlInference.Server.Tests.Registry;

public sealed class TrainingUploadTests : IDisposable
{
    readonly RegistryPlace _place = new();

    public void Dispose() => _place.Dispose();

    ModelRecord Model => Assert.Single(_place.Catalog.Models.List());

    static StringContent Text(string text, string type) => new(text, new UTF8Encoding(false), type);

    Task<(HttpStatusCode Status, JsonElement Body)> UploadAsync(string run, HttpContent content, string query = "?wait=60") =>
        _place.SendAsync(HttpMethod.Put, $"{run}/training{query}", content);

    async Task ConfirmAsync(string run, string types)
    {
        var (status, body) = await _place.SendAsync(HttpMethod.Post, $"{run}/confirm");
        Assert.True(status == HttpStatusCode.OK, body.ToString());
        Assert.Equal("CREATE MODEL", body.GetProperty("result").GetProperty("tag").GetString());
        Assert.Equal(ModelState.Ready, Model.State);
        Assert.Equal(types, string.Join(", ", Model.Definition.Function!.Parameters.Select(parameter => $"{parameter.Name} {parameter.Type}")));
    }

    async Task FailsAsync(string code, string detail, HttpContent content, string query = "", HttpStatusCode status = HttpStatusCode.BadRequest)
    {
        var run = await _place.BeginForestAsync();
        await RegistryPlace.RefusedAsync(status, code, detail, UploadAsync(run, content, query));

        Assert.Equal(ModelState.Failed, Model.State);
        Assert.Equal(detail, Model.FailureReason);
        var (_, body) = await _place.GetAsync(run);
        Assert.Equal(("failed", code), (body.GetProperty("state").GetString(), body.GetProperty("error").GetProperty("code").GetString()));
        await RegistryPlace.RefusedAsync(status, code, detail, UploadAsync(run, ColumnStreamWriter.Rides(100).End(100).Content()));
        await RegistryPlace.RefusedAsync(status, code, detail, _place.SendAsync(HttpMethod.Post, $"{run}/confirm"));
    }

    [Fact]
    public async Task A_forest_is_trained_from_a_column_stream_and_serves_once_confirmed()
    {
        var (status, begun) = await _place.RunAsync(RegistryPlace.Forest("f"));
        Assert.Equal((HttpStatusCode.Accepted, "awaiting_rows"), (status, begun.GetProperty("state").GetString()));
        Assert.Equal("SELECT n FROM rides", begun.GetProperty("training").GetProperty("query").GetString());
        Assert.Equal(120, begun.GetProperty("lease_seconds").GetDouble());
        Assert.Equal(ModelState.Training, Model.State);
        var run = $"{RegistryPlace.Path}/{begun.GetProperty("run").GetString()}";
        Assert.Equal($"{run}/training", begun.GetProperty("training").GetProperty("upload").GetString());
        await RegistryPlace.RefusedAsync(HttpStatusCode.Conflict, "SI009", $"Statement run {begun.GetProperty("run").GetString()} waits for its training rows.", _place.SendAsync(HttpMethod.Post, $"{run}/confirm"));

        var (sent, trained) = await UploadAsync(run, ColumnStreamWriter.Rides(5000).U32(0).End(5000).Content());
        Assert.Equal((HttpStatusCode.Accepted, "awaiting_confirmation", 1.0), (sent, trained.GetProperty("state").GetString(), trained.GetProperty("progress").GetDouble()));
        Assert.Equal(ModelState.Training, Model.State);

        await ConfirmAsync(run, "n int");
        Assert.Equal(1, _place.Service.Published.Get("local.public.f").Version.Number);
        var (_, again) = await _place.SendAsync(HttpMethod.Post, $"{run}/confirm");
        Assert.Equal("confirmed", again.GetProperty("state").GetString());
    }

    [Fact]
    public async Task Every_type_and_missing_values_travel_in_a_column_stream()
    {
        var run = await _place.BeginForestAsync();
        var stream = ColumnStreamWriter.Of(("a", "smallint"), ("b", "int4"), ("c", "bigint"), ("d", "real"), ("e", "double precision"), ("f", "decimal(10,2)"), ("g", "boolean"), ("h", "date"), ("i", "timestamptz"));
        stream.U32(3)
            .Bytes(0, 1, 0, 2, 0, 3, 0)
            .Integers(1, null, 3)
            .Longs(1, 2, 3)
            .Bytes(0).Bytes([.. new[] { 1f, 2f, 3f }.SelectMany(BitConverter.GetBytes)])
            .Bytes(0).Bytes([.. new[] { 1d, 2d, 3d }.SelectMany(BitConverter.GetBytes)])
            .Bytes(0).Bytes([.. new[] { 1d, 2d, 3d }.SelectMany(BitConverter.GetBytes)])
            .Bytes(0, 1, 0, 1)
            .Longs(86_400_000_000, 0, 86_400_000_000)
            .Longs(1, 2, 3);

        var (_, trained) = await UploadAsync(run, stream.End(3).Content());
        Assert.Equal("""["1 of 3 training rows have a NULL and were left out."]""", trained.GetProperty("notices").ToString());
        await ConfirmAsync(run, "a smallint, b int, c bigint, d real, e double precision, f decimal(10, 2), g boolean, h date, i timestamptz");
    }

    [Fact]
    public async Task Rows_may_come_as_csv()
    {
        var run = await _place.BeginForestAsync();
        var rows = string.Concat(Enumerable.Range(0, 5000).Select(i => $"{i % 50},2020-01-{1 + (i % 28):00} 10:00:00\r\n"));

        await UploadAsync(run, Text("\uFEFFn,\"at\"\r\n" + rows + ",2020-01-01\n", "text/csv"), "?wait=60&types=int,timestamp");

        await ConfirmAsync(run, "n int, at timestamp");
        Assert.Equal(5000, _place.Catalog.Models.Versions(Model.Id)[0].Metrics.First(metric => metric.Name == "train:rows").Value);
    }

    [Fact]
    public async Task Rows_may_come_as_json_lines_whose_first_tells_the_columns()
    {
        var run = await _place.BeginForestAsync();
        var rows = string.Concat(Enumerable.Range(0, 5000).Select(i => $$"""{"n": {{i % 50}}, "b": true}""" + "\n"));

        await UploadAsync(run, Text(rows + """{"b":false}""" + "\n\n", "application/jsonlines"));

        await ConfirmAsync(run, "n double precision, b boolean");
        Assert.Equal(5000, _place.Catalog.Models.Versions(Model.Id)[0].Metrics.First(metric => metric.Name == "train:rows").Value);
    }

    [Fact]
    public async Task An_upload_that_does_not_wait_is_answered_when_the_rows_are_in()
    {
        var run = await _place.BeginForestAsync();
        var (status, body) = await UploadAsync(run, ColumnStreamWriter.Rides(20_000).End(20_000).Content(), "");
        Assert.Equal(HttpStatusCode.Accepted, status);
        Assert.Contains(body.GetProperty("state").GetString(), (string[])["training", "awaiting_confirmation"]);

        while (body.GetProperty("state").GetString() == "training")
            (_, body) = await _place.GetAsync(run);
        await ConfirmAsync(run, "n int");
    }

    public static TheoryData<string, string, byte[]> BadStreams => new()
    {
        { "SI602", "The training data ends after 0 bytes, before its end.", [] },
        { "SI602", "The training data ends after 4 bytes, before its end.", [.. "SQIC"u8] },
        { "SI602", "The training data does not begin with SQIC, as a column stream does.", [.. "n\r\n1\r\n2\r\n"u8] },
        { "SI602", "The head of the training data is 4294967295 bytes long; it may be 1048576.", [.. "SQIC"u8, 255, 255, 255, 255] },
        { "SI602", "The head of the training data is not the JSON that is expected.", new ColumnStreamWriter("""{"columns":""").ToArray() },
        { "SI602", "The training data has 0 columns; it may have 1 to 1600.", new ColumnStreamWriter("""{"columns":[]}""").ToArray() },
        { "SI305", "Column 'n' has type jsonb, which a random cut forest cannot learn from.", ColumnStreamWriter.Of(("n", "jsonb")).ToArray() },
        { "SI305", "Column 'n' has type real[], which a random cut forest cannot learn from.", ColumnStreamWriter.Of(("n", "real[]")).ToArray() },
        { "SI305", "Column 'n' is text; a random cut forest works on numbers, booleans and timestamps.", ColumnStreamWriter.Of(("n", "varchar(20)")).U32(1).Texts([.. "x"u8]).End(1).ToArray() },
        { "SI302", "The training query gave no rows.", ColumnStreamWriter.Of(("n", "int")).End(0).ToArray() },
        { "SI602", "The training data ends after 2000 bytes, before its end.", ColumnStreamWriter.Rides(1000).ToArray()[..2000] },
        { "SI602", "The training data ends after 4052 bytes, before its end.", ColumnStreamWriter.Rides(1000).ToArray() },
        { "SI602", "The training data says that it has 999 rows, but 1000 came.", ColumnStreamWriter.Rides(1000).End(999).ToArray() },
        { "SI602", "There are bytes behind the end of the training data.", ColumnStreamWriter.Rides(1000).End(1000).Bytes(0).ToArray() },
        { "SI603", "The chunk of training data that follows row 1000 has 4294967294 rows; it may have 1048576.", ColumnStreamWriter.Rides(1000).U32(uint.MaxValue - 1).ToArray() },
        { "SI602", "Column 'n' begins with 7 at byte 52, where 0 or 1 says whether a validity bitmap follows.", ColumnStreamWriter.Of(("n", "int")).U32(1).Bytes(7).ToArray() },
        { "SI602", "Row 2 of the training data: the value of column 'n' is not of type boolean.", ColumnStreamWriter.Of(("n", "boolean")).U32(2).Bytes(0, 1, 2).ToArray() },
        { "SI602", "Row 2 of the training data: the value of column 'n' is NaN or infinite.", ColumnStreamWriter.Of(("n", "timestamp")).U32(2).Longs(0, long.MaxValue).ToArray() },
    };

    [Theory]
    [MemberData(nameof(BadStreams))]
    public async Task A_bad_column_stream_fails_the_model_and_says_why(string code, string detail, byte[] bytes)
    {
        var content = new ByteArrayContent(bytes) { Headers = { ContentType = new MediaTypeHeaderValue("application/vnd.sqlinference.columns") } };
        if (code is "SI302")
        {
            var run = await _place.BeginForestAsync();
            await RegistryPlace.RefusedAsync(HttpStatusCode.BadRequest, code, detail, UploadAsync(run, content));
            Assert.Equal(detail, Model.FailureReason);
        }
        else
        {
            await FailsAsync(code, detail, content, status: code == "SI603" ? HttpStatusCode.RequestEntityTooLarge : HttpStatusCode.BadRequest);
        }
    }

    [Theory]
    [InlineData("", "The training data is empty: its first line names the columns.", "")]
    [InlineData("n\n1\nx\n", "Row 2 of the training data: the value of column 'n' is not of type double precision.", "")]
    [InlineData("n\n1\n1.5\n", "Row 2 of the training data: the value of column 'n' does not fit type int.", "?types=int")]
    [InlineData("n\n1\ninf\n", "Row 2 of the training data: the value of column 'n' is NaN or infinite.", "")]
    [InlineData("n,m\n1,2\n1,2,3\n", "Row 2 of the training data has more fields than the 2 columns that were declared.", "")]
    [InlineData("n,m\n1,2\n1\n", "Row 2 of the training data has 1 fields where 2 columns were declared.", "")]
    [InlineData("n\n1\n\"2", "Row 2 of the training data has a quote that is never closed.", "")]
    [InlineData("n\n1\n\"2\"3\n", "Row 2 of the training data has text behind a closing quote.", "")]
    [InlineData("n,m\n1,2\n", "The parameter types names 1 types, but the training data has 2 columns.", "?types=decimal(10,2)")]
    public async Task Bad_csv_fails_the_model_and_says_where(string text, string detail, string query) =>
        await FailsAsync("SI602", detail, Text(text, "text/csv"), query);

    [Theory]
    [InlineData("", "The training data is empty: its first line is an object whose members are the columns.")]
    [InlineData("{}\n", "The first line of the training data has no members, which would be its columns.")]
    [InlineData("[1]\n", "Row 1 of the training data is not a JSON object.")]
    [InlineData("{\"n\":1}\n{\"n\":\n", "Row 2 of the training data is not a JSON object.")]
    [InlineData("{\"n\":1}\n{\"n\":2}{\"n\":3}\n", "Row 2 of the training data is not a JSON object.")]
    [InlineData("{\"n\":1}\n{\"n\":\"x\"}\n", "Row 2 of the training data: the value of column 'n' is not of type double precision.")]
    [InlineData("{\"n\":1}\n{\"m\":1}\n", "Row 2 of the training data has a member that the first row lacks, beside the 1 columns that were declared.")]
    [InlineData("{\"n\":1}\n{\"n\":1,\"n\":2}\n", "Row 2 of the training data has the member 'n' twice.")]
    public async Task Bad_json_lines_fail_the_model_and_say_where(string text, string detail) =>
        await FailsAsync("SI602", detail, Text(text, "application/jsonlines"));

    [Fact]
    public async Task Text_that_is_not_utf8_is_refused()
    {
        var content = new ByteArrayContent([.. "{\"n\":1,\"s\":\"a\"}\n{\"n\":1,\"s\":\"\xff\"}\n".Select(c => (byte)c)]) { Headers = { ContentType = new MediaTypeHeaderValue("application/jsonlines") } };
        var run = await _place.BeginForestAsync();
        var (status, body) = await UploadAsync(run, content);

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Contains(body.GetProperty("code").GetString(), (string[])["SI602", "SI305"]);
    }

    [Fact]
    public async Task Training_data_of_a_type_that_is_not_spoken_here_leaves_the_run_waiting()
    {
        var run = await _place.BeginForestAsync();
        await RegistryPlace.RefusedAsync(HttpStatusCode.UnsupportedMediaType, "SI604", "Training data of the type 'application/xml' cannot be read.", UploadAsync(run, Text("<x/>", "application/xml").WithoutCharset()));
        await RegistryPlace.RefusedAsync(HttpStatusCode.BadRequest, "SI602", "wait is 'long'; it has to be a whole number of seconds up to 600.", UploadAsync(run, Text("n\n", "text/csv"), "?wait=long"));

        await UploadAsync(run, ColumnStreamWriter.Rides(100).End(100).Content());
        await ConfirmAsync(run, "n int");
    }

    [Fact]
    public async Task A_client_that_gives_up_leaves_nothing_behind()
    {
        var run = await _place.BeginForestAsync();
        var (status, body) = await _place.SendAsync(HttpMethod.Delete, run);

        Assert.Equal((HttpStatusCode.OK, "abandoned"), (status, body.GetProperty("state").GetString()));
        Assert.Empty(_place.Catalog.Models.List());
    }

    [Fact]
    public async Task A_session_that_could_not_do_its_part_says_why()
    {
        var run = await _place.BeginForestAsync();
        var (_, body) = await _place.SendAsync(HttpMethod.Post, $"{run}/fail", JsonContent.Create(new { reason = "relation \"rides\" does not exist" }));

        Assert.Equal("failed", body.GetProperty("state").GetString());
        Assert.Equal((ModelState.Failed, "The session could not do its part: relation \"rides\" does not exist"), (Model.State, Model.FailureReason));
    }

    [Fact]
    public async Task A_run_is_nobody_elses_business()
    {
        await _place.DoneAsync("GRANT CREATE MODEL TO ann");
        var run = await _place.BeginForestAsync("f", "ann");
        var id = run[(run.LastIndexOf('/') + 1)..];
        var unknown = $"There is no statement run '{id}' in database local.";

        await RegistryPlace.RefusedAsync(HttpStatusCode.NotFound, "SI609", unknown, _place.GetAsync(run, "bob"));
        await RegistryPlace.RefusedAsync(HttpStatusCode.NotFound, "SI609", unknown, _place.SendAsync(HttpMethod.Post, $"{run}/confirm", null, "bob"));
        await RegistryPlace.RefusedAsync(HttpStatusCode.NotFound, "SI609", unknown, _place.SendAsync(HttpMethod.Put, $"{run}/training", ColumnStreamWriter.Rides(1).Content(), "bob"));
        Assert.Equal(HttpStatusCode.OK, (await _place.GetAsync(run, "ann")).Status);
        Assert.Equal(HttpStatusCode.OK, (await _place.GetAsync(run)).Status);
    }
}
