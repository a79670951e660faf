using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using SqlInference.Catalog;
using SqlInference.Server.Configuration;

namespace SqlInference.Server.Tests.Metrics;

public sealed class MetricsTests : IAsyncDisposable
{
    const string M = "model=\"local.public.m\",version=\"1\"";

    readonly ServerPlace _place = new();

    public ValueTask DisposeAsync() => _place.DisposeAsync();

    [Fact]
    public async Task The_answer_is_what_prometheus_reads()
    {
        await StartAsync();
        await PredictAsync("[[1, 2, 3], [1, 2, 3], [null, 2, 3]]");

        using var answer = await _place.Client.GetAsync("/metrics");
        var metrics = new ParsedMetrics(await answer.Content.ReadAsStringAsync());

        Assert.Equal("text/plain; version=0.0.4; charset=utf-8", answer.Content.Headers.ContentType!.ToString());
        Assert.Equal("counter", metrics.TypeOf("sqlinference_http_requests_total"));
        Assert.Equal("gauge", metrics.TypeOf("sqlinference_models_resident"));
        Assert.Equal("histogram", metrics.TypeOf("sqlinference_model_run_seconds"));
        Assert.Equal(1, metrics[Assert.Single(metrics.Series, series => series.StartsWith("sqlinference_build_info{version=\"", StringComparison.Ordinal))]);
        Assert.True(metrics["process_resident_memory_bytes"] > 1e6);
        Assert.True(metrics["dotnet_gc_heap_bytes"] > 1e4);
        Assert.True(metrics["sqlinference_uptime_seconds"] > 0);
    }

    [Fact]
    public async Task Histograms_count_upwards_and_end_with_all()
    {
        await StartAsync();
        await PredictAsync("[[1, 2, 3]]");

        var metrics = await MetricsAsync();

        Assert.Contains($"sqlinference_model_run_seconds{{{M}}}", metrics.Histograms);
        foreach (var histogram in metrics.Histograms)
        {
            var buckets = metrics.Buckets(histogram);
            Assert.Equal(buckets.OrderBy(bucket => bucket.Bound), buckets);
            Assert.Equal(buckets.OrderBy(bucket => bucket.Count), buckets);
            var (name, labels) = (histogram[..histogram.IndexOf('{', StringComparison.Ordinal)], histogram[histogram.IndexOf('{', StringComparison.Ordinal)..]);
            Assert.Equal((double.PositiveInfinity, metrics[$"{name}_count{labels}"]), buckets[^1]);
        }

        Assert.Equal(1, metrics[$"sqlinference_model_run_seconds_count{{{M}}}"]);
        Assert.True(metrics[$"sqlinference_model_run_seconds_sum{{{M}}}"] > 0);
    }

    [Fact]
    public async Task Figures_move_with_requests()
    {
        await StartAsync();
        var before = await MetricsAsync();
        Assert.DoesNotContain(before.Series, series => series.Contains("local.public.m", StringComparison.Ordinal));
        Assert.Equal(0, before["sqlinference_models_resident"]);

        var bytes = await PredictAsync("[[1, 2, 3], [1, 2, 3], [null, 2, 3]]");
        bytes += await PredictAsync("[[4, 5, 6]]");
        Assert.Equal(HttpStatusCode.NotFound, (await _place.Client.GetAsync("/v2/models/local.public.none")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await _place.Client.GetAsync("/nowhere")).StatusCode);
        var after = await MetricsAsync();

        Assert.Equal(2, after[$"sqlinference_model_requests_total{{{M}}}"]);
        Assert.Equal(4, after[$"sqlinference_model_rows_total{{{M}}}"]);
        Assert.Equal(1, after[$"sqlinference_model_null_rows_total{{{M}}}"]);
        Assert.Equal(2, after[$"sqlinference_model_batches_total{{{M}}}"]);
        Assert.Equal(2, after["""sqlinference_http_requests_total{protocol="functions",status="2xx"}"""]);
        Assert.Equal(1, after["""sqlinference_http_requests_total{protocol="open_inference",status="4xx"}"""]);
        Assert.Equal(1, after["""sqlinference_http_requests_total{protocol="unknown",status="4xx"}"""]);
        Assert.Equal(1, after["""sqlinference_http_requests_total{protocol="metrics",status="2xx"}"""]);
        Assert.Equal(1, after["""sqlinference_http_requests_in_flight{protocol="metrics"}"""]);
        Assert.Equal(0, after["""sqlinference_http_requests_in_flight{protocol="functions"}"""]);
        Assert.Equal(bytes, after["""sqlinference_http_request_bytes_total{protocol="functions"}"""]);
        Assert.Equal(1, after["sqlinference_models_resident"]);
        Assert.Equal(1, after["sqlinference_models_loads_total"]);
        Assert.True(after["sqlinference_models_resident_bytes"] > 0);
    }

    [Fact]
    public async Task A_budget_is_shown_where_there_is_one()
    {
        await _place.StartAsync(service: new() { ModelMemoryBytes = 1 << 30 });

        Assert.Equal(1 << 30, (await MetricsAsync())["sqlinference_models_budget_bytes"]);
    }

    [Fact]
    public async Task A_request_that_its_client_gives_up_is_counted_as_such_and_not_as_under_way()
    {
        await StartAsync();
        using (var socket = new System.Net.Sockets.TcpClient(_place.Address.Host, _place.Address.Port))
        {
            await socket.GetStream().WriteAsync(Encoding.ASCII.GetBytes("POST /functions/local.public.f HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{"));
            while ((await MetricsAsync())["""sqlinference_http_requests_in_flight{protocol="functions"}"""] < 1)
                await Task.Delay(5);
        }

        var metrics = await MetricsAsync();
        while (metrics["""sqlinference_http_requests_in_flight{protocol="functions"}"""] > 0)
        {
            await Task.Delay(5);
            metrics = await MetricsAsync();
        }

        Assert.Equal(1, metrics["""sqlinference_http_request_duration_seconds_count{protocol="functions"}"""]);
        Assert.DoesNotContain("""sqlinference_http_requests_total{protocol="functions",status="2xx"}""", metrics.Series);
    }

    [Fact]
    public void Names_cannot_break_the_text()
    {
        var family = new Server.Metrics.MetricFamily("x", Server.Metrics.MetricKind.Gauge, "a\nb\\c", _ => [new([new("model", "a\"b\\c\nd{},é")], 0.5)]);

        Assert.Equal("# HELP x a\\nb\\\\c\n# TYPE x gauge\nx{model=\"a\\\"b\\\\c\\nd{},é\"} 0.5\n", Server.Metrics.PrometheusText.Write([family], null!));
    }

    [Fact]
    public async Task Administrators_only_learn_of_them_where_tokens_are_required()
    {
        await StartAsync(new() { Listen = [ServerPlace.Loopback], RequireTokens = true });

        Assert.Equal(HttpStatusCode.Unauthorized, (await GetAsync(null)).Status);
        var (status, body) = await GetAsync(Token("creator", AccessRole.Create));
        Assert.Equal(HttpStatusCode.Forbidden, status);
        var problem = JsonDocument.Parse(body).RootElement;
        Assert.Equal(("SI109", "The metrics are for administrators only."), (problem.GetProperty("code").GetString(), problem.GetProperty("detail").GetString()));
        Assert.Equal(HttpStatusCode.OK, (await GetAsync(Token("admin", AccessRole.Admin))).Status);
    }

    [Fact]
    public async Task An_administrator_of_one_database_sees_its_models_only()
    {
        await StartAsync(new() { Listen = [ServerPlace.Loopback], RequireTokens = true });
        var admin = Token("admin", AccessRole.Admin);
        _place.Client.DefaultRequestHeaders.Authorization = new("Bearer", admin);
        await PredictAsync("[[1, 2, 3]]");

        Assert.Contains("local.public.m", (await GetAsync(admin)).Body, StringComparison.Ordinal);
        Assert.Contains("local.public.m", (await GetAsync(Token("here", AccessRole.Admin, "local"))).Body, StringComparison.Ordinal);
        Assert.DoesNotContain("local.public.m", (await GetAsync(Token("elsewhere", AccessRole.Admin, "another"))).Body, StringComparison.Ordinal);
    }

    Task<ServerPlace> StartAsync(ServerOptions? options = null) => _place.Sql(
        $"CREATE MODEL m FROM '{ServerPlace.Onnx("linear")}' FUNCTION f(a real, b real, c real) RETURNS real").StartAsync(options);

    async Task<int> PredictAsync(string rows)
    {
        var objects = JsonDocument.Parse(rows).RootElement.EnumerateArray().Select(row => row.EnumerateArray().ToArray()).ToArray();
        var body = "[" + string.Join(",", objects.Select(row => $"{{\"a\":{row[0].GetRawText()},\"b\":{row[1].GetRawText()},\"c\":{row[2].GetRawText()}}}")) + "]";
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var answer = await _place.Client.PostAsync("/functions/local.public.f", content);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        return body.Length;
    }

    async Task<ParsedMetrics> MetricsAsync() => new(await _place.Client.GetStringAsync("/metrics"));

    string Token(string name, AccessRole role, string? database = null) =>
        _place.Service.Catalog.Tokens.Create(new() { Name = name, Role = role, Database = database, Actor = "test" }).Text;

    async Task<(HttpStatusCode Status, string Body)> GetAsync(string? token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/metrics");
        request.Headers.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
        using var answer = await _place.Client.SendAsync(request);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }
}
