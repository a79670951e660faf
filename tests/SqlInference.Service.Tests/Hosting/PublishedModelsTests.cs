using SqlInference.Catalog;
using SqlInference.Errors;

namespace SqlInference.Service.Tests.Hosting;

public sealed class PublishedModelsTests : IDisposable
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    readonly HostedForests _forests = new(new());

    public void Dispose() => _forests.Dispose();

    int VersionOf(int number) => _forests.Service.Published.Get(HostedForests.WireNameOf(number)).Version.Number;

    [Fact]
    public async Task A_version_in_memory_answers_until_the_one_that_another_process_made_is_in_memory_too()
    {
        _forests.Make(0);
        await _forests.ScoreAsync(0);
        _forests.Make(0);
        // The first answer of the second version finds it in memory, or was not it.
        Assert.True(SpinWait.SpinUntil(() => VersionOf(0) == 2, Patience));
        Assert.Equal(2, _forests.Service.Host.Snapshot().Loads);
        var misses = _forests.Service.Host.Snapshot().Misses;
        await _forests.ScoreAsync(0);
        Assert.Equal(misses, _forests.Service.Host.Snapshot().Misses);
        Assert.True(SpinWait.SpinUntil(() => _forests.Service.Host.Snapshot().Resident == 1, Patience));
    }

    [Fact]
    public async Task A_request_under_way_finishes_on_the_version_it_began_with_and_by_its_number_that_stays_to_be_had()
    {
        _forests.Make(0);
        var first = _forests.Service.Published.Get(HostedForests.WireNameOf(0));
        var answer = await HostedForests.ScoreAsync(first);
        _forests.Make(0);
        _forests.Service.Published.Forget();
        Assert.True(SpinWait.SpinUntil(() => VersionOf(0) == 2, Patience));

        Assert.Equal(answer, await HostedForests.ScoreAsync(first));
        Assert.Equal(answer, await _forests.ScoreAsync(0, version: 1));
        Assert.Equal(1, _forests.Service.Published.Get(HostedForests.WireNameOf(0), 1).Version.Number);
    }

    [Fact]
    public async Task A_dropped_model_is_unknown_soon_and_its_memory_is_freed()
    {
        _forests.Make(0);
        await _forests.ScoreAsync(0);
        _forests.Drop(0);

        Assert.True(SpinWait.SpinUntil(() => Record.Exception(() => VersionOf(0)) is not null, Patience));
        var gone = await Assert.ThrowsAsync<SqlInferenceException>(() => _forests.ScoreAsync(0));
        Assert.Equal(ErrorConditions.UnknownModel, gone.Condition);
        Assert.Equal(0, _forests.Service.Host.Snapshot().Resident);
    }

    [Fact]
    public async Task A_dropped_model_that_nobody_asks_for_any_more_is_unloaded_all_the_same()
    {
        _forests.Make(0);
        await _forests.ScoreAsync(0);
        _forests.Drop(0);

        Assert.True(SpinWait.SpinUntil(() => _forests.Service.Host.Snapshot().Resident == 0, Patience));
    }

    [Fact]
    public void What_is_revoked_elsewhere_is_soon_of_no_use()
    {
        _forests.Make(0);
        var bob = Principal.OfUser("bob");
        bool MayBob() => _forests.Service.Published.Get(HostedForests.WireNameOf(0)).Access.Includes(bob);
        _forests.Elsewhere.Grants.GrantExecute([HostedForests.NameOf(0)], [new(GranteeKind.User, "bob")], false, "ann");
        Assert.True(MayBob());
        _forests.Elsewhere.Grants.RevokeExecute([HostedForests.NameOf(0)], [new(GranteeKind.User, "bob")], false, "ann");
        Assert.True(SpinWait.SpinUntil(() => !MayBob(), Patience));
    }

    [Fact]
    public void What_this_process_changes_counts_at_once()
    {
        var models = _forests.Service.Catalog.Models;
        _forests.Make(0);
        Assert.Equal(1, VersionOf(0));
        models.SetOwner(HostedForests.NameOf(0), "bob", "ann");
        Assert.True(_forests.Service.Published.Get(HostedForests.WireNameOf(0)).Access.Includes(Principal.OfUser("bob")));
        models.Drop(HostedForests.NameOf(0), "bob");
        Assert.Equal(ErrorConditions.UnknownModel, Assert.Throws<SqlInferenceException>(() => VersionOf(0)).Condition);
    }

    [Fact]
    public void A_model_stays_the_same_while_others_change()
    {
        _forests.Make(0);
        var model = _forests.Service.Published.Get(HostedForests.WireNameOf(0));
        for (var i = 1; i < 5; i++)
        {
            _forests.Make(i);
            _forests.Service.Published.Forget();
            Assert.Same(model, _forests.Service.Published.Get(HostedForests.WireNameOf(0)));
        }
    }
}
