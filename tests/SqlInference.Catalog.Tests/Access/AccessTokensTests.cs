using Dapper;
using SqlInference.Errors;
using SqlInference.TestKit;

namespace SqlInference.Catalog.Tests.Access;

public abstract class AccessTokensTests : CatalogFixture
{
    readonly string _text;
    readonly string _id;

    protected AccessTokensTests(CatalogPlace place)
        : base(place) => (_id, _text) = Create(Catalog, "bi");

    [CatalogFact]
    public void The_text_lets_its_holder_in_and_nothing_else_does()
    {
        using var tokens = new AccessTokens(Catalog, Clock);

        Assert.Equal("bi", tokens.Verify(_text, out var refusal)!.Owner.Name);
        Assert.Equal(TokenRefusal.None, refusal);
        foreach (var wrong in new[] { "", "sqi_", _text[..^1], _text + "x", _text.ToUpperInvariant(), _text[..^2] + "ü!", _text.Replace("sqi_", "sqx_", StringComparison.Ordinal),
                     $"sqi_{_id}_{new string('A', 43)}", $"sqi_{new string('0', 12)}{_text[16..]}", new string('x', 60), new string('\0', 60) })
        {
            Assert.Null(tokens.Verify(wrong, out refusal));
            Assert.Equal(TokenRefusal.Unknown, refusal);
        }
    }

    [CatalogFact]
    public void Every_character_of_the_secret_counts()
    {
        using var tokens = new AccessTokens(Catalog, Clock);
        for (var i = 0; i < _text.Length; i++)
        {
            var changed = _text.ToCharArray();
            changed[i] = changed[i] == 'a' ? 'b' : 'a';
            Assert.Null(tokens.Verify(changed, out _));
        }
    }

    [CatalogFact]
    public void An_expired_token_is_refused_and_stays_so_when_the_clock_is_set_back()
    {
        var (_, text) = Create(Catalog, "brief", Clock.GetUtcNow().AddMinutes(10));
        using var tokens = new AccessTokens(Catalog, Clock);
        Assert.NotNull(tokens.Verify(text, out _));

        Clock.Advance(TimeSpan.FromMinutes(10));
        Assert.Null(tokens.Verify(text, out var refusal));
        Assert.Equal(TokenRefusal.Expired, refusal);
        Clock.Advance(TimeSpan.FromHours(-1));
        Create(Catalog, "another");

        Assert.Equal("The token has expired.", Unauthenticated(tokens, text));
        Assert.NotNull(tokens.Verify(_text, out _));
    }

    [CatalogFact]
    public void A_revocation_by_this_process_counts_at_once()
    {
        using var tokens = new AccessTokens(Catalog, Clock);
        Assert.True(tokens.Any);
        Catalog.Tokens.Revoke("bi", "ann");

        Assert.Equal("The token has been revoked.", Unauthenticated(tokens, _text));
        Assert.Equal("The token is not valid here.", Unauthenticated(tokens, "hunter2"));
        Assert.False(tokens.Any);
    }

    [CatalogFact]
    public void Somebody_who_does_not_know_the_secret_is_not_told_that_a_token_was_revoked()
    {
        Catalog.Tokens.Revoke("bi", "ann");
        using var tokens = new AccessTokens(Catalog, Clock);

        Assert.Null(tokens.Verify($"sqi_{_id}_{new string('A', 43)}", out var refusal));
        Assert.Equal(TokenRefusal.Unknown, refusal);
    }

    [CatalogFact]
    public void What_another_process_creates_and_revokes_counts_with_the_next_look_at_the_catalog()
    {
        using var tokens = new AccessTokens(Catalog, Clock);
        using var other = OpenCatalog();
        var (_, text) = Create(other, "new");
        other.Tokens.Revoke("bi", "ann");

        Catalog.Changes.Poll();

        Assert.Equal("new", tokens.Verify(text, out _)!.Owner.Name);
        Assert.Null(tokens.Verify(_text, out var refusal));
        Assert.Equal(TokenRefusal.Revoked, refusal);
    }

    [CatalogFact]
    public void Nobody_gets_in_while_it_cannot_be_known_who_was_revoked()
    {
        using var tokens = new AccessTokens(Catalog, Clock);
        Assert.NotNull(tokens.Verify(_text, out _));
        Rename("access_token", "hidden");
        Catalog.Grants.GrantCreateModel("local", [Grantee.Public], false, "ann");

        Assert.Throws<SqlInferenceException>(() => tokens.Verify(_text, out _));
        Rename("hidden", "access_token");
        Assert.NotNull(tokens.Verify(_text, out _));
    }

    [CatalogFact]
    public void The_last_use_is_written_down_later_and_only_where_there_was_one()
    {
        Create(Catalog, "idle");
        using (var tokens = new AccessTokens(Catalog, Clock))
        {
            tokens.Verify(_text, out _);
            tokens.Verify($"sqi_{_id}_{new string('A', 43)}", out _);
            Assert.Null(Catalog.Tokens.Find(_id)!.LastUsedAt);
            tokens.Touch();
        }

        Assert.Equal([Clock.GetUtcNow(), null], Catalog.Tokens.List().Select(token => token.LastUsedAt));
    }

    [CatalogFact]
    public void Verifying_allocates_nothing()
    {
        using var tokens = new AccessTokens(Catalog, Clock);
        tokens.Verify(_text, out _);
        Assert.Equal(0, Allocations.Of(() =>
        {
            for (var i = 0; i < 1000; i++)
                tokens.Verify(_text, out _);
        }));
    }

    static (string Id, string Text) Create(CatalogDatabase catalog, string name, DateTimeOffset? expires = null)
    {
        var created = catalog.Tokens.Create(new NewAccess { Name = name, Role = AccessRole.Execute, Actor = "ann", ExpiresAt = expires });
        return (created.Record.Id, created.Text);
    }

    static string Unauthenticated(AccessTokens tokens, string text) => Refused(ErrorConditions.Unauthenticated, () => tokens.Require(text)).Message;

    void Rename(string table, string name)
    {
        using var connection = Place.Connect();
        connection.Execute($"ALTER TABLE {table} RENAME TO {name}");
    }

    public sealed class OnSqlite() : AccessTokensTests(new SqlitePlace());

    [Collection(OnPostgreSql.Name)]
    public sealed class OnPostgres(PostgresCatalogs server) : AccessTokensTests(server.NewPlace());

    [Collection(OnSqlServer.Name)]
    public sealed class InSqlServer() : AccessTokensTests(SqlServerCatalogs.NewPlace());
}
