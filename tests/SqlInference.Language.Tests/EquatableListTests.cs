namespace SqlInference.Language.Tests;

public sealed class EquatableListTests
{
    [Fact]
    public void Lists_with_equal_items_are_equal()
    {
        EquatableList<string> one = ["a", "b"];
        EquatableList<string> same = ["a", "b"];
        Assert.True(one.Equals(same) && one.Equals((object)same) && one.GetHashCode() == same.GetHashCode());
    }

    [Fact]
    public void Lists_with_other_items_order_or_length_are_not()
    {
        EquatableList<string> one = ["a", "b"];
        foreach (EquatableList<string>? other in new EquatableList<string>?[] { ["b", "a"], ["a"], ["a", "b", "c"], [], null })
            Assert.False(one.Equals(other));
    }

    [Fact]
    public void Statements_are_values_down_to_their_lists()
    {
        var one = StatementParser.Parse("create model m function f(int, text) returns int sagemaker 'e' settings (seed 1)");
        var same = StatementParser.Parse("CREATE MODEL m SAGEMAKER 'e' SETTINGS (SEED 1) FUNCTION f (integer, TEXT) RETURNS int4");
        var other = StatementParser.Parse("CREATE MODEL m SAGEMAKER 'e' SETTINGS (SEED 1) FUNCTION f (integer, int) RETURNS int4");
        Assert.Equal((one, one.GetHashCode()), (same, same.GetHashCode()));
        Assert.NotEqual(one, other);
    }
}
