using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using SqlInference.Engines.SqlServer;
using SqlInference.Errors;
using SqlInference.SqlServer.Tests.Tds;

namespace SqlInference.SqlServer.Tests.Sessions;

/// <summary>What a session says when something is wrong with its server.</summary>
public sealed class ConnectionTests
{
    static SqlInferenceException Refused(string url) =>
        Assert.ThrowsAny<SqlInferenceException>(() => SqlServerConnection.Open(SqlServerAddress.TryParseUrl(url)!, static _ => { }));

    static void Run(SqlServerConnection connection, string sql)
    {
        using var result = connection.Query(sql, CancellationToken.None);
        result.Drain();
    }

    [Fact]
    public void A_port_where_nobody_listens()
    {
        var refusal = Refused("sqlserver://ann:secret@127.0.0.1:1/shop?connect_timeout=5");
        Assert.Equal((ErrorConditions.ServiceUnreachable, "Database shop at 127.0.0.1:1 cannot be reached: Connection refused."), (refusal.Condition, refusal.Message));
        Assert.Equal("See whether the server runs and takes connections by TCP, and whether host and port are right.", refusal.Hint);
    }

    [Fact]
    public async Task A_peer_that_speaks_something_else()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var peer = Task.Run(async () =>
        {
            // The first comes to see whether anybody is there.
            while (true)
            {
                using var client = await listener.AcceptTcpClientAsync();
                if (await client.GetStream().ReadAtLeastAsync(new byte[8], 8, throwOnEndOfStream: false) < 8)
                    continue;
                await client.GetStream().WriteAsync("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n"u8.ToArray());
                return;
            }
        });
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        var refusal = Refused($"sqlserver://ann:secret@127.0.0.1:{port}/shop?connect_timeout=20");
        Assert.Equal($"Database shop at 127.0.0.1:{port} cannot be reached: what listens there does not answer as SQL Server does, or not in time.", refusal.Message);
        Assert.DoesNotContain("secret", refusal.ToString(), StringComparison.Ordinal);
        await peer;
    }

    [Fact]
    public void A_certificate_that_nobody_vouches_for_is_refused()
    {
        using var key = RSA.Create(2048);
        using var certificate = new CertificateRequest("CN=127.0.0.1", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1).CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        using var peer = new TdsPeer(_ => TdsAnswer.Nothing, certificate: certificate);
        var refusal = Refused(peer.Url.Replace("encrypt=false", "encrypt=true", StringComparison.Ordinal));
        Assert.EndsWith(" cannot be reached: its certificate is not one that this machine trusts.", refusal.Message, StringComparison.Ordinal);
        Assert.Equal("Have this machine trust it; where nobody can come between, trustServerCertificate=true does without.", refusal.Hint);
    }

    [Theory]
    [InlineData(18456, "Login failed for user 'ann'.", "Check user and password; a password is best left to the environment variable SQLCMDPASSWORD.")]
    [InlineData(4060, "Cannot open database \"shop\" requested by the login. The login failed.", "Check the name of the database, and whether the login has a user in it.")]
    public void A_login_that_is_refused(int number, string message, string hint)
    {
        using var peer = new TdsPeer(_ => TdsAnswer.Nothing, TdsAnswer.Error(number, message, severity: 14));
        var refusal = Refused(peer.Url);
        Assert.Equal((ErrorConditions.Unauthenticated, $"Database {SqlServerAddress.TryParseUrl(peer.Url)} lets nobody in: {message.TrimEnd('.')} ({number})", hint), (refusal.Condition, refusal.Message, refusal.Hint));
    }

    [Theory]
    [InlineData(208, "Invalid object name 't'.", "SI008", "Invalid object name 't' (208)\nLINE 2:   FROM t\n          ^", null)]
    [InlineData(229, "The SELECT permission was denied on the object 't'.", "SI109", "The SELECT permission was denied on the object 't' (229)\nLINE 2:   FROM t\n          ^", null)]
    [InlineData(51101, "SI101: There is no model dbo.m in database shop.\nSHOW MODEL ALL lists the models.", "SI101", "There is no model dbo.m in database shop.", "SHOW MODEL ALL lists the models.")]
    [InlineData(6522, "A .NET Framework error occurred during execution of user-defined routine \"f\": \nPredictionException: SI405: Model dbo.m failed.\n   at Score()", "SI405", "Model dbo.m failed.", null)]
    [InlineData(50000, "SI101: not ours", "SI008", "SI101: not ours (50000)\nLINE 2:   FROM t\n          ^", null)]
    public void An_error_of_the_server(int number, string said, string code, string message, string? hint)
    {
        using var peer = new TdsPeer(batch => batch == "SELECT 1" ? TdsAnswer.Value(1) : TdsAnswer.Error(number, said, line: 2));
        using var connection = SqlServerConnection.Open(SqlServerAddress.TryParseUrl(peer.Url)!, static _ => { });
        var error = Assert.Throws<SqlServerException>(() => Run(connection, "SELECT *\n  FROM t"));
        Assert.Equal((code, message, hint, number), (error.Condition.Code, error.Message, error.Hint, error.Number));
        Assert.Equal("1", connection.Single("SELECT 1", CancellationToken.None));
    }

    [Fact]
    public void An_error_within_a_procedure_says_where_in_it()
    {
        using var peer = new TdsPeer(_ => TdsAnswer.Error(8134, "Divide by zero error encountered.", line: 7, procedure: "dbo.p"));
        using var connection = SqlServerConnection.Open(SqlServerAddress.TryParseUrl(peer.Url)!, static _ => { });
        Assert.Equal("Divide by zero error encountered (8134)\nin dbo.p, line 7", Assert.Throws<SqlServerException>(() => Run(connection, "EXEC p")).Message);
    }

    [Fact]
    public void A_statement_that_is_cancelled_ends_and_the_session_goes_on()
    {
        using var peer = new TdsPeer(batch => batch == "SELECT 1" ? TdsAnswer.Value(1) : TdsAnswer.Never);
        using var connection = SqlServerConnection.Open(SqlServerAddress.TryParseUrl(peer.Url)!, static _ => { });
        using var cancellation = new CancellationTokenSource();
        using var _ = new Timer(_ => cancellation.Cancel(), null, TimeSpan.FromMilliseconds(200), Timeout.InfiniteTimeSpan);
        Assert.Throws<OperationCanceledException>(() => connection.Execute("WAITFOR DELAY '1:00'", cancellation.Token));
        Assert.Equal("1", connection.Single("SELECT 1", CancellationToken.None));
    }

    [Fact]
    public void A_connection_that_breaks()
    {
        var peer = new TdsPeer(_ => TdsAnswer.Never);
        using var connection = SqlServerConnection.Open(SqlServerAddress.TryParseUrl(peer.Url)!, static _ => { });
        var asking = Task.Run(() => connection.Execute("SELECT 1", CancellationToken.None));
        Assert.True(SpinWait.SpinUntil(() => peer.Batches.Length > 0, TimeSpan.FromSeconds(60)));
        peer.Dispose();
        var error = Assert.Throws<SqlInferenceException>(() => asking.GetAwaiter().GetResult());
        Assert.StartsWith("The connection to the database is lost: ", error.Message, StringComparison.Ordinal);
        Assert.Equal("Connect again; what was not committed is undone.", error.Hint);
    }

    [Fact]
    public void Notices_and_several_results_come_as_they_are()
    {
        using var peer = new TdsPeer(_ => new TdsAnswer().Notice("hello").Rows(["n", "x", "b", "t"], [1, 0.1, true, "é"], [null, null, null, null]).Rows(["m"], [2]).End());
        var notices = new List<string>();
        using var connection = SqlServerConnection.Open(SqlServerAddress.TryParseUrl(peer.Url)!, notices.Add);
        using var result = connection.Query("EXEC p", CancellationToken.None);
        Assert.True(result.Read());
        Assert.Equal(["n", "x", "b", "t"], result.Columns.Select(column => column.Name));
        Assert.Equal(["1", "0.1", "1", "é"], Enumerable.Range(0, 4).Select(column => result.Text(column, 0)));
        Assert.All(Enumerable.Range(0, 4), column => Assert.Null(result.Text(column, 1)));
        Assert.True(result.Next());
        Assert.True(result.Read());
        Assert.Equal("2", result.Text(0, 0));
        Assert.False(result.Next());
        Assert.Equal(["hello"], notices);
    }
}
