using System.Text;
using System.Text.Json;

namespace SqlInference.Server.Tests.Functions;

public sealed class FunctionTests(FunctionPlace place) : IClassFixture<FunctionPlace>
{
    [Theory]
    [InlineData("linear", """{"a":1,"b":2,"c":3}""", """{"prediction":4.75}""")]
    [InlineData("linear", """{"c":3,"a":1,"b":2}""", """{"prediction":4.75}""")]
    [InlineData("linear", """[{"a":1,"b":2,"c":3},{"a":0,"b":0,"c":0}]""", """[{"prediction":4.75},{"prediction":0.75}]""")]
    [InlineData("linear", """[{"a":1,"b":null,"c":3}]""", """[{"prediction":null}]""")]
    [InlineData("linear", "[]", "[]")]
    [InlineData("stars", """{"a":2,"b":1}""", """{"prediction":20}""")]
    [InlineData("stars_prob", """{"a":2,"b":1}""", """{"prediction":{"probabilities":[0.6,0.3,0.1],"labels":["20","30","10"]}}""")]
    [InlineData("stars_probabilities", """{"a":2,"b":null}""", """{"prediction":null}""")]
    [InlineData("language", """{"word":"gr\u00fc\u00df"}""", """{"prediction":"de"}""")]
    [InlineData("wide", """{"x":[1,2,3]}""", """{"prediction":4.75}""")]
    [InlineData("both", """{"a":true,"b":false}""", """{"prediction":true}""")]
    [InlineData("price", """{"a":1.01,"b":2,"c":3}""", """{"prediction":4.76}""")]
    [InlineData("over", """{"word":"hello"}""", """{"prediction":"en"}""")]
    [InlineData("over", """{"a":2,"b":1}""", """{"prediction":"20"}""")]
    public async Task A_function_answers_objects_of_its_parameters(string function, string body, string answer) =>
        Assert.Equal(answer, await place.CallAsync($"local.public.{function}", body));

    [Fact]
    public async Task Why_is_answered_by_a_companion()
    {
        var answers = JsonDocument.Parse(await place.CallAsync("local.public.taught_explain", """[{"x":90,"y":0},{"y":3,"x":null}]""")).RootElement;

        var why = answers[0].GetProperty("prediction");
        Assert.Equal(180, why.GetProperty("prediction").GetDouble(), 1.0);
        Assert.Equal(103, why.GetProperty("expected_value").GetDouble(), 1.0);
        Assert.Equal([("x", 80), ("y", -3)], why.GetProperty("shap_values").EnumerateObject().Select(each => (each.Name, Math.Round(each.Value.GetDouble()))));
        Assert.Equal(0, answers[1].GetProperty("prediction").GetProperty("shap_values").GetProperty("x").GetDouble());
    }

    [Theory]
    [InlineData("2013-12-02 21:15:00")]
    [InlineData("2013-12-02T21:15:00")]
    [InlineData("2013-12-02T21:15:00.000Z")]
    [InlineData("2013-12-02T23:15:00+02:00")]
    public async Task Moments_are_iso_texts(string moment) =>
        Assert.Equal(await place.CallAsync("local.public.forest", """{"moment":"2013-12-02 21:15","rides":75}"""),
            await place.CallAsync("local.public.forest", $$"""{"moment":"{{moment}}","rides":75}"""));

    [Theory]
    [InlineData("linear", """{"a":1,"c":3}""", "SI408", "Row 1 does not say what 'b' is.")]
    [InlineData("linear", """{"a":1,"b":2,"c":3,"d":4}""", "SI408", "Row 1: the function has no parameter 'd'.")]
    [InlineData("linear", """[{"a":1,"b":2,"c":3},{"a":1,"b":2,"a":3}]""", "SI408", "Row 2, column 'a' (real): it is given twice.")]
    [InlineData("linear", """{"a":"1","b":2,"c":3}""", "SI408", "Row 1, column 'a' (real): a text stands where a number belongs.")]
    [InlineData("linear", "7", "SI408", "Row 1 is not an object.")]
    [InlineData("language", """{"word":5}""", "SI408", "Row 1, column 'word' (varchar): a number stands where a text belongs.")]
    [InlineData("both", """{"a":2,"b":false}""", "SI408", "Row 1, column 'a' (boolean): '2' does not fit.")]
    [InlineData("wide", """{"x":[1,2]}""", "SI408", "Row 1, column 'x' (real[]): the list has 2 elements; the model takes 3.")]
    [InlineData("forest", """{"moment":5,"rides":75}""", "SI408", "Row 1, column 'moment' (timestamp): a number stands where a text such as \"2013-12-02 21:15:00\" belongs.")]
    [InlineData("forest", """{"moment":"soon","rides":75}""", "SI408", "Row 1, column 'moment' (timestamp): 'soon' is not a moment such as 2013-12-02 21:15:00.")]
    [InlineData("forest", """{"moment":"2013-12-02","rides":7.5}""", "SI408", "Row 1, column 'rides' (int): '7.5' does not fit.")]
    [InlineData("over", """{"other":1}""", "SI408", "None of the functions of this name has these parameters.")]
    [InlineData("nothing", "{}", "SI101", "There is no function 'local.public.nothing', or it is not for you to call.")]
    [InlineData("linear_prob", "{}", "SI101", "There is no function 'local.public.linear_prob', or it is not for you to call.")]
    [InlineData("linear_explain", "{}", "SI101", "There is no function 'local.public.linear_explain', or it is not for you to call.")]
    [InlineData("taught_prob", "{}", "SI101", "There is no function 'local.public.taught_prob', or it is not for you to call.")]
    [InlineData("lookup", """{"place":7}""", "SI405", null)]
    public async Task What_is_wrong_is_a_problem_that_says_so(string function, string body, string code, string? detail)
    {
        var problem = JsonDocument.Parse(await place.CallAsync($"local.public.{function}", body)).RootElement;

        Assert.Equal(code, problem.GetProperty("code").GetString());
        if (detail is not null)
            Assert.Equal(detail, problem.GetProperty("detail").GetString());
    }

    [Theory]
    [InlineData("{\"a\":1")]
    [InlineData("{\"a\":1,\"b\":2,\"c\":3} {}")]
    [InlineData("")]
    [InlineData("[{\"a\":1,\"b\":2,\"c\":3},]")]
    public async Task A_body_that_is_not_json_is_malformed(string body)
    {
        var problem = JsonDocument.Parse(await place.CallAsync("local.public.linear", body)).RootElement;

        Assert.Equal("SI602", problem.GetProperty("code").GetString());
        Assert.StartsWith("The body is not JSON: ", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Other_types_than_json_are_not_taken()
    {
        using var answer = await place.Client.PostAsync("/functions/local.public.linear", new StringContent("1,2,3", Encoding.UTF8, "text/csv"));
        var problem = JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement;

        Assert.Equal((415, "SI604"), ((int)answer.StatusCode, problem.GetProperty("code").GetString()));
    }

    [Fact]
    public async Task Names_with_other_characters_are_percent_encoded()
    {
        // As it is: an encoded dot would be decoded before it is sent.
        var uri = new Uri($"{place.Client.BaseAddress}functions/local.public.my%2Elinear", new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
        using var answer = await place.Client.PostAsync(uri, new StringContent("""{"a":1,"b":2,"c":3}""", Encoding.UTF8, "application/json"));

        Assert.Equal("""{"prediction":4.75}""", await answer.Content.ReadAsStringAsync());
    }
}
