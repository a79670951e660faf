using System.Net;
using SqlInference.Errors;
using SqlInference.Inference.Remote;
using SqlInference.Inference.Remote.Connections;
using SqlInference.Inference.Tests.Scoring;
using static SqlInference.Inference.Tests.Remote.EndpointServer;

namespace SqlInference.Inference.Tests.Remote;

public sealed class HostPolicyTests
{
    [Theory]
    [InlineData("models.example.com", "https://models.example.com/x")]
    [InlineData("models.example.com", "https://MODELS.example.com.:8443/x")]
    [InlineData("models.example.com:8443", "https://models.example.com:8443/x")]
    [InlineData("*.example.com", "https://a.b.example.com/")]
    [InlineData("http://triton.internal:8000", "http://triton.internal:8000/")]
    [InlineData("http://triton.internal:8000", "https://triton.internal:8000/")]
    [InlineData("localhost", "http://localhost:5000/")]
    [InlineData("127.0.0.1", "http://2130706433/")]
    [InlineData("[::1]:8000", "http://[::1]:8000/")]
    [InlineData("10.0.0.7", "https://10.0.0.7/")]
    public void A_listed_host_is_allowed(string entry, string url) => new HostPolicy(entry).Require("scores", new Uri(url));

    [Theory]
    [InlineData("models.example.com", "https://example.com/", "the host example.com is not on the list of allowed hosts")]
    [InlineData("models.example.com", "https://models.example.com.evil.net/", "the host models.example.com.evil.net is not on the list of allowed hosts")]
    [InlineData("models.example.com:8443", "https://models.example.com/", "the host models.example.com is not on the list of allowed hosts")]
    [InlineData("*.example.com", "https://example.com/", "the host example.com is not on the list of allowed hosts")]
    [InlineData("*.example.com", "https://evilexample.com/", "the host evilexample.com is not on the list of allowed hosts")]
    [InlineData("models.example.com", "http://models.example.com/", "the host models.example.com may only be called by https")]
    [InlineData("models.example.com", "https://user:pw@models.example.com/", "its URL holds a user name or password")]
    [InlineData("models.example.com", "ftp://models.example.com/", "its URL does not begin with https:// or http://")]
    [InlineData("models.example.com", "http://169.254.169.254/", "the host 169.254.169.254 is not on the list of allowed hosts")]
    [InlineData("localhost", "http://127.0.0.1/", "the host 127.0.0.1 is not on the list of allowed hosts")]
    public void A_host_that_is_not_listed_is_refused(string entry, string url, string why)
    {
        var refusal = Assert.Throws<SqlInferenceException>(() => new HostPolicy(entry).Require("scores", new Uri(url)));
        Assert.Equal("SI113", refusal.Condition.Code);
        Assert.Equal($"Endpoint 'scores' is not allowed: {why}.", refusal.Message);
    }

    [Fact]
    public void Without_a_list_nothing_is_allowed() =>
        Assert.Throws<SqlInferenceException>(() => new HostPolicy().Require("scores", new Uri("https://models.example.com")));

    [Theory]
    [InlineData("")]
    [InlineData("*")]
    [InlineData("*.10.0.0.1")]
    [InlineData("unix:/run/x.sock")]
    [InlineData("ftp://host")]
    [InlineData("host/path")]
    [InlineData("user@host")]
    public void An_entry_that_is_no_host_is_refused(string entry)
    {
        var refusal = Assert.Throws<SqlInferenceException>(() => new HostPolicy(entry));
        Assert.Equal("SI607", refusal.Condition.Code);
        Assert.Equal($"'{entry}' in the list of hosts that endpoints may be on is not a host.", refusal.Message);
    }

    [Theory]
    [InlineData("169.254.169.254")]
    [InlineData("169.254.0.1")]
    [InlineData("100.100.100.200")]
    [InlineData("192.0.0.192")]
    [InlineData("168.63.129.16")]
    [InlineData("0.0.0.0")]
    [InlineData("224.0.0.1")]
    [InlineData("255.255.255.255")]
    [InlineData("::")]
    [InlineData("fe80::1")]
    [InlineData("fe80::1%2")]
    [InlineData("ff02::1")]
    [InlineData("fd00:ec2::254")]
    [InlineData("::ffff:169.254.169.254")]
    [InlineData("::169.254.169.254")]
    [InlineData("64:ff9b::a9fe:a9fe")]
    [InlineData("2002:a9fe:a9fe::1")]
    public void Link_local_and_metadata_addresses_are_never_connected_to(string address)
    {
        Assert.Equal("a link-local, metadata or otherwise reserved address", AddressRules.WhyNot(IPAddress.Parse(address), loopbackAllowed: false));
        Assert.NotNull(AddressRules.WhyNot(IPAddress.Parse(address), loopbackAllowed: true));
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("127.9.9.9")]
    [InlineData("::1")]
    [InlineData("::ffff:127.0.0.1")]
    public void This_machine_is_connected_to_only_where_it_is_named(string address)
    {
        Assert.NotNull(AddressRules.WhyNot(IPAddress.Parse(address), loopbackAllowed: false));
        Assert.Null(AddressRules.WhyNot(IPAddress.Parse(address), loopbackAllowed: true));
    }

    [Theory]
    [InlineData("10.1.2.3")]
    [InlineData("192.168.1.1")]
    [InlineData("172.16.0.1")]
    [InlineData("100.64.0.1")]
    [InlineData("fd12::1")]
    [InlineData("93.184.216.34")]
    [InlineData("2606:4700::1")]
    public void Other_addresses_are_fine(string address) => Assert.Null(AddressRules.WhyNot(IPAddress.Parse(address), loopbackAllowed: false));

    [Theory]
    [InlineData("169.254.169.254", "a link-local, metadata or otherwise reserved address")]
    [InlineData("::ffff:169.254.169.254", "a link-local, metadata or otherwise reserved address")]
    [InlineData("127.0.0.1", "this machine itself, which the list of allowed hosts does not name")]
    public async Task A_name_that_leads_where_it_must_not_is_refused_and_nothing_sent(string address, string why)
    {
        await using var server = await StartAsync(Csv("1\n"));
        var options = new RemoteConnectionOptions { Resolver = (_, _) => Task.FromResult<IPAddress[]>([IPAddress.Parse(address)]) };
        using var model = new RemoteModel(RemoteModel.Endpoint(RemoteProtocol.Csv, new($"http://models.example.com:{server.Url.Port}/")), options, "http://models.example.com");
        Assert.Equal($"SI113: Endpoint 'scores' is not allowed: the host models.example.com leads to {address}, {why}.",
            await model.FailureAsync(Rows.Of(Rows.Doubles(1))));
        Assert.Empty(server.Received);
    }

    [Fact]
    public async Task One_bad_address_among_good_ones_is_enough()
    {
        var options = new RemoteConnectionOptions { Resolver = (_, _) => Task.FromResult<IPAddress[]>([IPAddress.Parse("10.0.0.1"), IPAddress.Parse("169.254.169.254")]) };
        using var model = new RemoteModel(RemoteModel.Endpoint(RemoteProtocol.Csv, new("https://models.example.com/")), options, "*.example.com");
        Assert.StartsWith("SI113: ", await model.FailureAsync(Rows.Of(Rows.Doubles(1))), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_address_that_was_checked_is_the_one_that_is_connected_to()
    {
        await using var server = await StartAsync(Csv("1\n"));
        var asked = 0;
        // The second answer would be another machine; there is no second question.
        var options = new RemoteConnectionOptions
        {
            Resolver = (_, _) => Task.FromResult<IPAddress[]>([IPAddress.Parse(Interlocked.Increment(ref asked) == 1 ? "127.0.0.1" : "169.254.169.254")]),
        };
        using var model = new RemoteModel(RemoteModel.Endpoint(RemoteProtocol.Csv, new($"http://localhost:{server.Url.Port}/")), options, "localhost");
        Assert.Equal([1], await model.NumbersAsync(Rows.Of(Rows.Doubles(1))));
        Assert.Equal(1, asked);
    }
}
