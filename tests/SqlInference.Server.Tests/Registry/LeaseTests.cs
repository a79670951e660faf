using System.Net;
using System.Net.Sockets;
using System.Text;
using SqlInference.Server.Registry.Statements;
using SqlInference.TestKit;

namespace SqlInference.Server.Tests.Registry;

public sealed class LeaseTests : IDisposable
{
    static readonly TimeSpan Lease = TimeSpan.FromMinutes(2);

    readonly ManualTime _time = new();
    readonly RegistryPlace _place;

    public LeaseTests() => _place = new(_time, new RunLimits { PerCaller = 2, InAll = 3 });

    public void Dispose() => _place.Dispose();

    [Fact]
    public async Task A_client_that_is_not_heard_of_loses_its_run()
    {
        var run = await _place.BeginForestAsync();
        _time.Advance(Lease / 2);
        Assert.Equal(HttpStatusCode.OK, (await _place.SendAsync(HttpMethod.Post, $"{run}/renew")).Status);
        _time.Advance(Lease * 0.75);
        var (_, body) = await _place.GetAsync(run);
        Assert.Equal("awaiting_rows", body.GetProperty("state").GetString());

        _time.Advance(Lease);
        _time.Advance(Lease);
        Assert.Empty(_place.Catalog.Models.List());
    }

    [Fact]
    public async Task A_run_that_ended_is_remembered_for_one_lease()
    {
        var run = await _place.BeginForestAsync();
        var id = run[(run.LastIndexOf('/') + 1)..];
        _time.Advance(Lease);

        var (_, body) = await _place.GetAsync(run);
        Assert.Equal("abandoned", body.GetProperty("state").GetString());
        await RegistryPlace.RefusedAsync(HttpStatusCode.NotFound, "SI609", $"Statement run {id} was taken back: nothing was heard of its client for 120 seconds.", _place.SendAsync(HttpMethod.Post, $"{run}/renew"));

        _time.Advance(Lease);
        _time.Advance(Lease);
        await RegistryPlace.RefusedAsync(HttpStatusCode.NotFound, "SI609", $"There is no statement run '{id}' in database local.", _place.GetAsync(run));
    }

    [Fact]
    public async Task Too_many_statements_under_way_are_turned_away_and_leave_nothing_behind()
    {
        await _place.DoneAsync("GRANT CREATE MODEL TO ann, bob");
        var first = await _place.BeginForestAsync("a1", "ann");
        await _place.BeginForestAsync("a2", "ann");
        await RegistryPlace.RefusedAsync(HttpStatusCode.TooManyRequests, "SI403", "The statement was not begun: 2 statements of ann are under way in database local.", _place.RunAsync(RegistryPlace.Forest("a3"), "ann"));
        await _place.BeginForestAsync("b1", "bob");
        await RegistryPlace.RefusedAsync(HttpStatusCode.TooManyRequests, "SI403", "The statement was not begun: 3 statements are under way in this service.", _place.RunAsync(RegistryPlace.Forest("b2"), "bob"));
        Assert.Equal(["a1", "a2", "b1"], _place.Catalog.Models.List().Select(model => model.Name.Name));

        await _place.SendAsync(HttpMethod.Delete, first, null, "ann");
        await _place.BeginForestAsync("a3", "ann");
    }

    [Fact]
    public async Task An_upload_in_which_nothing_comes_any_more_is_given_up()
    {
        var run = await _place.BeginForestAsync();
        using var connection = await HalfAnUploadAsync(run);
        await UntilAsync(async () => (await _place.GetAsync(run)).Body.GetProperty("state").GetString() == "receiving_rows");

        await UntilAsync(() =>
        {
            _time.Advance(Lease);
            return Task.FromResult(_place.Catalog.Models.List().Count == 0);
        });
    }

    [Fact]
    public async Task A_connection_that_is_cut_in_the_middle_of_the_rows_leaves_nothing_behind()
    {
        var run = await _place.BeginForestAsync();
        using (var connection = await HalfAnUploadAsync(run))
        {
            await UntilAsync(async () => (await _place.GetAsync(run)).Body.GetProperty("state").GetString() == "receiving_rows");
            connection.LingerState = new(true, 0);
        }

        await UntilAsync(async () => (await _place.GetAsync(run)).Body.GetProperty("state").GetString() == "abandoned");
        Assert.Empty(_place.Catalog.Models.List());
        Assert.Empty(_place.Service.Artifacts.List());
        await _place.BeginForestAsync();
    }

    [Fact]
    public async Task A_statement_can_be_given_up_while_its_rows_come()
    {
        var run = await _place.BeginForestAsync();
        using var connection = await HalfAnUploadAsync(run);
        await UntilAsync(async () => (await _place.GetAsync(run)).Body.GetProperty("state").GetString() == "receiving_rows");

        await _place.SendAsync(HttpMethod.Delete, run);

        await UntilAsync(() => Task.FromResult(_place.Catalog.Models.List().Count == 0));
    }

    static async Task UntilAsync(Func<Task<bool>> reached)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (!await reached())
            await Task.Delay(20, patience.Token);
    }

    /// <summary>Sends the head of an upload and some of its rows, and keeps the connection open.</summary>
    async Task<Socket> HalfAnUploadAsync(string run)
    {
        var address = _place.Client.BaseAddress!;
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(address.Host, address.Port);
        var body = ColumnStreamWriter.Rides(10_000).ToArray();
        var head = $"PUT {run}/training HTTP/1.1\r\nHost: {address.Authority}\r\nContent-Type: application/vnd.sqlinference.columns\r\nContent-Length: {2 * body.Length}\r\n\r\n";
        await socket.SendAsync(Encoding.ASCII.GetBytes(head));
        await socket.SendAsync(body);
        return socket;
    }
}
