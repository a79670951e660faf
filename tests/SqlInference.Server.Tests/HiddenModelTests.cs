using SqlInference.Catalog;
using SqlInference.Errors;
using SqlInference.Server.Access;

namespace SqlInference.Server.Tests;

/// <summary>Who may not call a model does not learn that it is there, nor what state it is in.</summary>
public sealed class HiddenModelTests : IAsyncLifetime
{
    static readonly Caller Stranger = new(Principal.OfUser("nobody-in-particular"), IsAdmin: false, MayCreate: false, Database: null);

    ServerPlace Place { get; } = new();

    public Task InitializeAsync() => Place.Sql($"CREATE MODEL m FROM '{ServerPlace.Onnx("linear")}' FUNCTION f(x real, y real, z real) RETURNS real").StartAsync();

    public async Task DisposeAsync() => await Place.DisposeAsync();

    [Theory]
    [InlineData("local.public.m", null)]
    [InlineData("local.public.m", 7)]
    [InlineData("local.%70ublic.m", null)]
    public void A_model_that_is_not_the_callers_is_as_if_it_were_not_there(string wireName, int? version)
    {
        var hidden = Failure(Stranger, wireName, version);
        var absent = Failure(Stranger, wireName.Replace(".m", ".n", StringComparison.Ordinal), version);

        Assert.Equal("There is no model 'local.public.m', or it is not for you to see.", hidden.Message);
        Assert.Equal((absent.Condition, absent.Message.Replace(".n'", ".m'", StringComparison.Ordinal), absent.Hint), (hidden.Condition, hidden.Message, hidden.Hint));
    }

    [Fact]
    public void A_model_of_another_database_is_as_if_it_were_not_there() =>
        Assert.Equal(ErrorConditions.UnknownModel, Failure(Stranger with { IsAdmin = true, Database = "other" }, "local.public.m", null).Condition);

    [Fact]
    public void Who_may_call_it_is_told_what_is_wrong() =>
        Assert.Equal("Model public.m has no version 7 that can answer.", Failure(Stranger with { IsAdmin = true }, "local.public.m", 7).Message);

    SqlInferenceException Failure(Caller caller, string wireName, int? version) =>
        Assert.Throws<SqlInferenceException>(() => caller.Find(Place.Service.Published, wireName, version));
}
