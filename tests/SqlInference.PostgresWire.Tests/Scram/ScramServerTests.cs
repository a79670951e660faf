using System.Security.Cryptography;
using System.Text;
using SqlInference.PostgresWire.Framing;
using SqlInference.PostgresWire.Scram;

namespace SqlInference.PostgresWire.Tests.Scram;

public sealed class ScramServerTests
{
    const string ClientFirst = "n,,n=user,r=rOprNGfwEbeRWgbNEkqO";
    const string ServerNonce = "%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0";
    const string WithoutProof = "c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0";
    const string Proof = "dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=";

    [Fact]
    public void The_exchange_of_RFC_7677()
    {
        var server = new ScramServer(Pencil(), endPoint: null);
        Assert.Equal("r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096",
            Encoding.ASCII.GetString(server.Challenge(ScramServer.Mechanism, Bytes(ClientFirst), ServerNonce)));
        Assert.Equal("v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=", Encoding.ASCII.GetString(server.Verify(Bytes($"{WithoutProof},p={Proof}"))!));
    }

    [Fact]
    public void A_proof_of_another_password_proves_nothing()
    {
        var server = new ScramServer(Pencil(), endPoint: null);
        server.Challenge(ScramServer.Mechanism, Bytes(ClientFirst), ServerNonce);
        Assert.Null(server.Verify(Bytes($"{WithoutProof},p={Convert.ToBase64String(new byte[32])}")));
    }

    [Fact]
    public void Nobody_has_a_salt_that_stays_and_a_password_that_does_not_exist()
    {
        var key = RandomNumberGenerator.GetBytes(32);
        Assert.Equal(ScramSecret.ForNobody("eve", key).Salt, ScramSecret.ForNobody("eve", key).Salt);
        Assert.NotEqual(ScramSecret.ForNobody("eve", key).Salt, ScramSecret.ForNobody("bob", key).Salt);
        Assert.NotEqual(ScramSecret.ForNobody("eve", key).StoredKey, ScramSecret.ForNobody("eve", key).StoredKey);
    }

    [Theory]
    [InlineData("", "malformed SCRAM message: The message has no header.")]
    [InlineData("n,,", "malformed SCRAM message: Expected attribute \"n\" but found the end.")]
    [InlineData("n,,n=user", "malformed SCRAM message: Expected attribute \"r\" but found the end.")]
    [InlineData("n,,n=user,r=", "malformed SCRAM message: The nonce is empty.")]
    [InlineData("n,a=root,n=user,r=x", "client uses authorization identity, but it is not supported")]
    [InlineData("p=tls-server-end-point,,n=user,r=x", "SCRAM channel binding negotiation error")]
    [InlineData("q,,n=user,r=x", "SCRAM channel binding negotiation error")]
    [InlineData("n,,n=\0,r=x", "malformed SCRAM message: The message holds bytes that do not belong there.")]
    public void Malformed_first_messages_are_refused(string message, string expected)
    {
        var server = new ScramServer(Pencil(), endPoint: null);
        Assert.Equal(expected, Assert.Throws<WireException>(() => server.Challenge(ScramServer.Mechanism, Bytes(message))).Message);
    }

    [Fact]
    public void A_client_that_thinks_the_server_cannot_bind_is_told_when_it_can()
    {
        var server = new ScramServer(Pencil(), endPoint: [1, 2, 3]);
        Assert.Equal("SCRAM channel binding negotiation error",
            Assert.Throws<WireException>(() => server.Challenge(ScramServer.Mechanism, Bytes("y,,n=user,r=x"))).Message);
    }

    static ScramSecret Pencil()
    {
        var salt = Convert.FromBase64String("W22ZaJ0SNY7soEsUEjb6gQ==");
        var salted = Rfc2898DeriveBytes.Pbkdf2("pencil", salt, 4096, HashAlgorithmName.SHA256, 32);
        return new(salt, 4096, SHA256.HashData(HMACSHA256.HashData(salted, "Client Key"u8)), HMACSHA256.HashData(salted, "Server Key"u8));
    }

    static byte[] Bytes(string text) => Encoding.ASCII.GetBytes(text);
}
