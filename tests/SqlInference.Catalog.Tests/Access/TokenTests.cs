using System.Security.Cryptography;
using System.Text;
using SqlInference.Errors;

namespace SqlInference.Catalog.Tests.Access;

public abstract class TokenTests(CatalogPlace place) : CatalogFixture(place)
{
    ITokens Tokens => Catalog.Tokens;

    [CatalogFact]
    public void A_token_is_kept_without_its_text()
    {
        var (record, text) = Tokens.Create(new NewAccess
        {
            Name = "bi",
            Role = AccessRole.Adapter,
            Database = "sales",
            Roles = ["analysts"],
            Groups = ["north"],
            ExpiresAt = Clock.GetUtcNow().AddDays(90),
            Actor = "ann",
        });

        Assert.Matches("^sqi_[0-9a-f]{12}_[A-Za-z0-9_-]{43}$", text);
        Assert.Equal(record.Id, text.Split('_')[1]);
        var found = Tokens.Find(record.Id)!;
        Assert.Equal(("bi", AccessRole.Adapter, "sales"), (found.Owner.Name, found.Owner.Role, found.Owner.Database));
        Assert.Equal(["analysts"], found.Owner.Principal.Roles);
        Assert.Equal(["north"], found.Owner.Principal.Groups);
        Assert.Equal(("ann", Clock.GetUtcNow(), Clock.GetUtcNow().AddDays(90)), (found.CreatedBy, found.CreatedAt, found.ExpiresAt));
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(text[17..]))), found.SecretHash);
    }

    [CatalogFact]
    public void The_text_is_in_no_file_no_record_and_no_trail()
    {
        var created = Tokens.Create(Request("bi"));
        var secret = created.Text[17..];
        Tokens.Revoke("bi", "ann");

        Assert.DoesNotContain(secret, $"{created} {created.Record} {created.Record.Scram} {Tokens.List()[0]}", StringComparison.Ordinal);
        Assert.DoesNotContain(Catalog.AuditTrail.Newest(10), record => $"{record}".Contains(secret, StringComparison.Ordinal));
        foreach (var file in Directory.GetFiles(Folder.Path))
        {
            using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            using var copy = new MemoryStream();
            stream.CopyTo(copy);
            Assert.Equal(-1, copy.ToArray().AsSpan().IndexOf(Encoding.ASCII.GetBytes(secret)));
        }
    }

    [CatalogFact]
    public void Creation_and_revocation_are_in_the_audit_trail()
    {
        var id = Tokens.Create(Request("bi") with { Database = "sales" }).Record.Id;
        Tokens.Revoke("bi", "root");

        Assert.Equal(
            [("root", "REVOKE TOKEN", "bi", id), ("ann", "CREATE TOKEN", "bi", $"{id}, execute, database sales")],
            Catalog.AuditTrail.Newest(10).Select(record => (record.Actor, record.Action, record.Subject, record.Detail!)));
    }

    [CatalogFact]
    public void A_name_is_one_live_tokens_and_free_again_when_that_is_revoked_or_expired()
    {
        var first = Tokens.Create(Request("bi") with { ExpiresAt = Clock.GetUtcNow().AddHours(1) }).Record.Id;
        var exception = Refused(ErrorConditions.TokenExists, () => Tokens.Create(Request("bi")));
        Assert.Equal($"The name 'bi' belongs to another token ({first}).", exception.Message);

        Clock.Advance(TimeSpan.FromHours(1));
        var second = Tokens.Create(Request("bi")).Record.Id;
        Tokens.Revoke(second, "ann");
        var third = Tokens.Create(Request("bi")).Record.Id;

        Assert.Equal([third], Tokens.List(revokedToo: false).Select(token => token.Id));
        Assert.Equal(new[] { third, second, first }.Order(), Tokens.List().Select(token => token.Id).Order());
    }

    [CatalogFact]
    public void What_is_not_there_cannot_be_revoked()
    {
        var text = Tokens.Create(Request("reports")).Text;

        var exception = Refused(ErrorConditions.UnknownToken, () => Tokens.Revoke("report", "ann"));
        Assert.Equal("There is no token named 'report' that could be revoked.", exception.Message);
        Assert.Equal("Did you mean reports? 'sqlinference token list' shows those that there are.", exception.Hint);
        Assert.DoesNotContain(text[17..], Refused(ErrorConditions.UnknownToken, () => Tokens.Revoke(text, "ann")).Message, StringComparison.Ordinal);
        Tokens.Revoke("reports", "ann");
        Refused(ErrorConditions.UnknownToken, () => Tokens.Revoke("reports", "ann"));
    }

    [CatalogFact]
    public void Requests_that_make_no_sense_are_refused_by_name()
    {
        Complains(ErrorConditions.NameTooLong, "The name of the token has 129 characters, more than 128.", Request(new string('x', 129)));
        Complains(ErrorConditions.RequestMalformed, "The name of the token is empty or holds control characters.", Request(" "));
        Complains(ErrorConditions.RequestMalformed, "The name of the token is empty or holds control characters.", Request("a\nb"));
        Complains(ErrorConditions.RequestMalformed, "The token 'pg' is for an adapter and names no database.", Request("pg") with { Role = AccessRole.Adapter });
        Complains(ErrorConditions.NameTooLong, "The database of the token 'bi' has 200 characters, more than 128.", Request("bi") with { Database = new string('x', 200) });
        Complains(ErrorConditions.RequestMalformed, "A role or group of the token 'bi' is empty or holds control characters.", Request("bi") with { Groups = [""] });
        Complains(
            ErrorConditions.RequestMalformed, $"The token 'bi' would have expired at {Clock.GetUtcNow():u}.", Request("bi") with { ExpiresAt = Clock.GetUtcNow() });
        Assert.Empty(Tokens.List());
    }

    [CatalogFact]
    public void The_last_use_only_moves_on()
    {
        var id = Tokens.Create(Request("bi")).Record.Id;
        var used = Clock.GetUtcNow().AddMinutes(5);
        Tokens.Touch([KeyValuePair.Create(id, used)]);
        Tokens.Touch([KeyValuePair.Create(id, used.AddMinutes(-1)), KeyValuePair.Create("gone", used)]);

        Assert.Equal(used, Tokens.Find(id)!.LastUsedAt);
    }

    [CatalogFact]
    public void The_verifier_is_that_of_the_rfc()
    {
        // RFC 7677, section 3.
        var verifier = ScramVerifier.Derive("pencil", Convert.FromBase64String("W22ZaJ0SNY7soEsUEjb6gQ=="), 4096);
        const string Exchange = "n=user,r=rOprNGfwEbeRWgbNEkqO,"
            + "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096,"
            + "c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0";
        var serverSignature = HMACSHA256.HashData(verifier.ServerKey, Encoding.ASCII.GetBytes(Exchange));
        Assert.Equal("6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=", Convert.ToBase64String(serverSignature));

        var clientKey = HMACSHA256.HashData(verifier.StoredKey, Encoding.ASCII.GetBytes(Exchange));
        var proof = Convert.FromBase64String("dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=");
        for (var i = 0; i < proof.Length; i++)
        {
            clientKey[i] ^= proof[i];
        }

        Assert.Equal(verifier.StoredKey, SHA256.HashData(clientKey));
    }

    [CatalogFact]
    public void The_verifier_of_a_token_is_kept_and_is_of_its_whole_text()
    {
        var (record, text) = Tokens.Create(Request("bi"));
        var kept = Tokens.Find(record.Id)!.Scram;
        var again = ScramVerifier.Derive(text, kept.Salt.ToArray(), kept.Iterations);

        Assert.Equal((16, 4096), (kept.Salt.Length, kept.Iterations));
        Assert.Equal(again.StoredKey, kept.StoredKey);
        Assert.Equal(again.ServerKey, kept.ServerKey);
    }

    static NewAccess Request(string name) => new() { Name = name, Role = AccessRole.Execute, Actor = "ann" };

    void Complains(ErrorCondition condition, string message, NewAccess request) =>
        Assert.Equal(message, Refused(condition, () => Tokens.Create(request)).Message);

    public sealed class OnSqlite() : TokenTests(new SqlitePlace());

    [Collection(OnPostgreSql.Name)]
    public sealed class OnPostgres(PostgresCatalogs server) : TokenTests(server.NewPlace());

    [Collection(OnSqlServer.Name)]
    public sealed class InSqlServer() : TokenTests(SqlServerCatalogs.NewPlace());
}
