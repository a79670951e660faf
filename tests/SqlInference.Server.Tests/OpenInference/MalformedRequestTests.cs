using System.Net;
using System.Text;

namespace SqlInference.Server.Tests.OpenInference;

/// <summary>Whatever is wrong with a request has words of its own, and harms nothing else.</summary>
public sealed class MalformedRequestTests(OpenInferencePlace place) : IClassFixture<OpenInferencePlace>
{
    const string A = "\"name\":\"a\",\"shape\":[2],\"datatype\":\"FP32\"";

    [Theory]
    [InlineData("", "The request has no body.")]
    [InlineData("[1]", "The request has to be a JSON object.")]
    [InlineData("{}", "The request has no inputs.")]
    [InlineData("""{"inputs":[]}""", "The request has no inputs.")]
    [InlineData("""{"inputs":{}}""", "The request's 'inputs' has to be an array.")]
    [InlineData("""{"inputs":[1]}""", "The request's 'inputs' has to be an array of objects.")]
    [InlineData("""{"inputs":[],"inputs":[]}""", "The request has 'inputs' twice.")]
    [InlineData("""{"id":7}""", "The request's 'id' has to be a string.")]
    [InlineData("""{"id":"\uD800"}""", "The request's 'id' is not valid text.")]
    [InlineData("""{"parameters":7}""", "The request's 'parameters' has to be an object.")]
    [InlineData("""{"parameters":{"binary_data_output":1}}""", "The request's 'binary_data_output' has to be true or false.")]
    [InlineData("""{"outputs":{}}""", "The request's 'outputs' has to be an array.")]
    [InlineData("""{"outputs":[1]}""", "The request's 'outputs' has to be an array of objects.")]
    [InlineData("""{"outputs":[{}]}""", "An output has no name.")]
    [InlineData("""{"outputs":[{"name":"b"}]}""", "Model 'local.public.two' has no output 'b'. Its outputs are 'prediction', 'negative'.")]
    [InlineData("""{"outputs":[{"name":"prediction"},{"name":"prediction"}]}""", "Output 'prediction' is asked for twice.")]
    [InlineData("""{"inputs":[{}]}""", "An input has no name.")]
    [InlineData("""{"inputs":[{"name":1}]}""", "The request's 'name' has to be a string.")]
    [InlineData("""{"inputs":[{"name":"a","name":"a"}]}""", "The request has 'name' twice.")]
    [InlineData("""{"inputs":[{"name":"a"}]}""", "Input 'a' has no datatype.")]
    [InlineData("""{"inputs":[{"name":"a","datatype":"FP32"}]}""", "Input 'a' has no shape.")]
    [InlineData("""{"inputs":[{"name":"a","datatype":"FP8"}]}""", "The datatype 'FP8' is not known. Datatypes are BOOL, INT8 to INT64, UINT8 to UINT64, FP16, FP32, FP64 and BYTES.")]
    [InlineData("""{"inputs":[{"name":"a","shape":2}]}""", "The request's 'shape' has to be an array of whole numbers.")]
    [InlineData("""{"inputs":[{"name":"a","shape":[1.5]}]}""", "The request's 'shape' has to be an array of whole numbers.")]
    [InlineData("""{"inputs":[{"name":"a","shape":[-1]}]}""", "The request's 'shape' has to be free of negative numbers.")]
    [InlineData("""{"inputs":[{"name":"a","shape":[65536,65536]}]}""", "The request's 'shape' has to be of at most 2147483647 values.")]
    [InlineData("""{"inputs":[{"name":"a","shape":[9223372036854775807,2]}]}""", "The request's 'shape' has to be of at most 2147483647 values.")]
    [InlineData("""{"inputs":[{"name":"a","datatype":"FP32","shape":[],"data":[1]}]}""", "Input 'a' has shape [], but model 'local.public.two' takes [-1] or [-1,1] there.")]
    [InlineData("""{"inputs":[{"name":"a","datatype":"FP32","shape":[2, 3],"data":[1]}]}""", "Input 'a' has shape [2,3], but model 'local.public.two' takes [-1] or [-1,1] there.")]
    [InlineData("""{"inputs":[{"name":"a","datatype":"FP32","shape":[2,0],"data":[]}]}""", "Input 'a' has shape [2,0], but model 'local.public.two' takes [-1] or [-1,1] there.")]
    [InlineData("""{"inputs":[{"name":"a","datatype":"BYTES","shape":[1],"data":["x"]}]}""", "Input 'a' has the datatype BYTES, but model 'local.public.two' takes FP32 there.")]
    [InlineData("""{"inputs":[{"name":"a.valid","datatype":"INT8","shape":[1],"data":[1]}]}""", "Input 'a.valid' has the datatype INT8, but model 'local.public.two' takes BOOL there.")]
    [InlineData("""{"inputs":[{"name":"c","datatype":"FP32","shape":[1],"data":[1]}]}""", "Model 'local.public.two' has no input 'c'. Its inputs are 'a'.")]
    [InlineData("""{"inputs":[{"name":"a.valid","datatype":"BOOL","shape":[1],"data":[true]}]}""", "Input 'a' of model 'local.public.two' is missing.")]
    [InlineData("{\"inputs\":[{" + A + "}]}", "Input 'a' has neither data nor binary_data_size.")]
    [InlineData("{\"inputs\":[{" + A + ",\"data\":[1,2],\"data\":[1,2]}]}", "The request has 'data' twice.")]
    [InlineData("{\"inputs\":[{" + A + ",\"data\":1}]}", "The request's 'data' has to be an array.")]
    [InlineData("{\"inputs\":[{" + A + ",\"data\":[1,2],\"parameters\":{\"binary_data_size\":8}}]}", "Input 'a' has both data and binary_data_size.")]
    [InlineData("{\"inputs\":[{" + A + ",\"parameters\":{\"binary_data_size\":-8}}]}", "The request's 'binary_data_size' has to be a number of bytes.")]
    [InlineData("{\"inputs\":[{" + A + ",\"parameters\":{\"binary_data_size\":8}}]}", "Input 'a' has binary_data_size, but the request has no header Inference-Header-Content-Length.")]
    [InlineData("{\"inputs\":[{" + A + ",\"data\":[1]}]}", "Input 'a' has shape [2], which is 2 values, but its data hold 1.")]
    [InlineData("{\"inputs\":[{" + A + ",\"data\":[1,2,3]}]}", "Input 'a' has shape [2], which is 2 values, but its data hold 3.")]
    [InlineData("""{"inputs":[{"name":"a","datatype":"FP32","shape":[2000000000],"data":[1,2]}]}""", "Input 'a' has shape [2000000000], which is 2000000000 values, but its data hold 2.")]
    [InlineData("{\"inputs\":[{" + A + ",\"data\":[[1],[2]]}]}", "Input 'a' has data that are not nested as its shape [2] says. A flat array does for every shape.")]
    [InlineData("{\"inputs\":[{" + A + ",\"data\":[1,\"2\"]}]}", "Input 'a': value 2 is not a number.")]
    [InlineData("{\"inputs\":[{" + A + ",\"data\":[1,1e39]}]}", "Input 'a': value 2 is beyond the range of FP32.")]
    [InlineData("{\"inputs\":[{" + A + ",\"data\":[1,NaN]}]}", "The request's JSON is not valid: 'N' is an invalid start of a value. LineNumber: 0 | BytePositionInLine: 63. Its text has to be UTF-8; NaN and infinite numbers go as binary data only.")]
    [InlineData("""{"inputs":[{"name":"a","datatype":"INT32","shape":[1],"data":[1.5]}]}""", "Input 'a': value 1 is not a whole number within the range of INT32.")]
    [InlineData("""{"inputs":[{"name":"a","datatype":"UINT8","shape":[1],"data":[256]}]}""", "Input 'a': value 1 is not a whole number within the range of UINT8.")]
    [InlineData("""{"inputs":[{"name":"a","datatype":"FP16","shape":[1],"data":[70000]}]}""", "Input 'a': value 1 is beyond the range of FP16.")]
    [InlineData("""{"inputs":[{"name":"a","datatype":"BOOL","shape":[1],"data":[1]}]}""", "Input 'a': value 1 is neither true nor false.")]
    [InlineData("""{"inputs":[{"name":"a","datatype":"FP64","shape":[1],"data":[1e300]}]}""", "The argument 1 (a) of model public.two holds a number that does not fit the model's type Float32. Integers as floats go up to 2^53. Cast the argument, or leave such rows out.")]
    [InlineData("""{"inputs":[{"name":"a","shape":[1],"datatype":"FP32","data":[1]},{"name":"a","shape":[1],"datatype":"FP32","data":[1]}]}""", "Input 'a' is given twice.")]
    [InlineData("""{"inputs":[{"name":"a","shape":[1],"datatype":"FP32","data":[1]},{"name":"a.valid","shape":[2],"datatype":"BOOL","data":[true,true]}]}""", "Input 'a.valid' has 2 rows, but input 'a' has 1.")]
    [InlineData("""{"inputs":[{"name":"a","shape":[1],"datatype":"FP32","data":[1]},{"name":"a.valid","shape":[1],"datatype":"BOOL","data":[null]}]}""", "Input 'a.valid': value 1 is null, which stands only where a value of its own may be missing.")]
    [InlineData("""{"inputs":[{"name":"a","shape":[1],"datatype":"FP32","data":[1]}]} x""", "The request's JSON is not valid: 'x' is invalid after a single JSON value. Expected end of data. LineNumber: 0 | BytePositionInLine: 67. Its text has to be UTF-8; NaN and infinite numbers go as binary data only.")]
    public async Task In_JSON(string json, string error) => Assert.Equal(error, await place.RefusalAsync("two", json));

    [Theory]
    [InlineData("[2]", 4, 8, "Input 'a' has shape [2] of FP32, which is 8 bytes, but its binary_data_size is 4.")]
    [InlineData("[2]", 8, 4, "Input 'a' has binary data that end 4 bytes beyond the request's body.")]
    [InlineData("[2]", 8, 11, "The request's body has 3 bytes more than its inputs say.")]
    public async Task In_binary_numbers(string shape, int size, int sent, string error) => Assert.Equal(error,
        await place.RefusalAsync("two", $$"""{"inputs":[{{Tensors.Binary("a", "FP32", shape, size)}}]}""", new byte[sent]));

    public static TheoryData<byte[], string> BadTexts => new()
    {
        { [1, 0, 0], "Input 'word': value 1 runs beyond the end of its binary data." },
        { [1, 0, 0, 0, (byte)'a', 255, 255, 255, 255, 1, 2], "Input 'word': value 2 runs beyond the end of its binary data." },
        { [1, 0, 0, 0, (byte)'a', 2, 0, 0, 0, 1], "Input 'word': value 2 runs beyond the end of its binary data." },
        { [1, 0, 0, 0, (byte)'a', 1, 0, 0, 0, 0xC3], "Input 'word': value 2 is not valid UTF-8." },
        { [.. Tensors.Texts("a", "b"), 0, 0], "Input 'word' has 2 bytes of binary data behind its 2 values." },
    };

    [Theory]
    [MemberData(nameof(BadTexts))]
    public async Task In_binary_text(byte[] texts, string error) => Assert.Equal(error,
        await place.RefusalAsync("label", $$"""{"inputs":[{{Tensors.Binary("word", "BYTES", "[2]", texts.Length)}}]}""", texts));

    [Fact]
    public async Task In_binary_booleans() => Assert.Equal("Input 'a': value 2 is neither 0 nor 1.",
        await place.RefusalAsync("flags", $$"""{"inputs":[{{Tensors.Binary("a", "BOOL", "[2]", 2)}}]}""", [1, 2]));

    [Fact]
    public async Task In_JSON_text()
    {
        const string Start = """{"inputs":[{"name":"word","shape":[1],"datatype":"BYTES","data":[""";
        Assert.Equal("Input 'word': value 1 is not a string.", await place.RefusalAsync("label", Start + "1]}]}"));
        Assert.Equal("Input 'word': value 1 is not valid UTF-8.", await place.RefusalAsync("label", Start + "\"\\uDC00\"]}]}"));
        var answer = await place.InferAsync("label", [.. Encoding.UTF8.GetBytes(Start + "\""), 0xFF, .. Encoding.UTF8.GetBytes("\"]}]}")]);
        Assert.Equal("Input 'word': value 1 is not valid UTF-8.", answer.Json.GetProperty("error").GetString());
    }

    [Fact]
    public async Task In_nested_lists() => Assert.Equal("Input 'x' has data that are not nested as its shape [2,2] says. A flat array does for every shape.",
        await place.RefusalAsync("lists", """{"inputs":[{"name":"x","shape":[2,2],"datatype":"FP32","data":[[1,2,3],[4]]}]}"""));

    [Fact]
    public async Task In_lists_of_another_length() => Assert.Equal("Input 'x' has shape [1,3], but model 'local.public.lists' takes [-1,2] there.",
        await place.RefusalAsync("lists", """{"inputs":[{"name":"x","shape":[1,3],"datatype":"FP32","data":[1,2,3]}]}"""));

    [Theory]
    [InlineData("500", "The header Inference-Header-Content-Length is 500, but the body has 2 bytes. It counts bytes, not characters.")]
    [InlineData("0", "The header Inference-Header-Content-Length is '0'; it has to be the number of bytes of JSON in front of the binary data.")]
    [InlineData("x", "The header Inference-Header-Content-Length is 'x'; it has to be the number of bytes of JSON in front of the binary data.")]
    public async Task In_the_length_of_the_JSON(string length, string error)
    {
        using var content = new ByteArrayContent("{}"u8.ToArray());
        content.Headers.Add("Inference-Header-Content-Length", length);
        using var response = await place.Client.PostAsync("/v2/models/local.public.two/infer", content);
        var answer = await InferenceAnswer.ReadAsync(response);

        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.Equal(error, answer.Json.GetProperty("error").GetString());
    }

    [Fact]
    public async Task What_JSON_cannot_say_is_refused_and_binary_says_it()
    {
        var infinite = Tensors.Of(float.PositiveInfinity);
        var input = Tensors.Binary("a", "FP32", "[1]", 4);
        Assert.Equal("Output 'prediction' holds a number that is NaN or infinite, which JSON cannot say. Ask for it as binary data.",
            await place.RefusalAsync("two", $$"""{"inputs":[{{input}}]}""", infinite));

        var answer = await place.InferAsync("two", $$"""{"parameters":{"binary_data_output":true},"inputs":[{{input}}]}""", infinite);
        Assert.Equal([float.PositiveInfinity], answer.Values<float>("prediction"));
    }

    [Fact]
    public async Task An_answer_that_the_returns_type_cannot_hold_names_model_and_value() =>
        Assert.Equal("Model public.whole: the predicted value 1.5E+10 does not fit INTEGER. Create the model with a RETURNS type that holds all its answers.",
            await place.RefusalAsync("whole", """{"inputs":[{"name":"m","shape":[1,3],"datatype":"FP64","data":[3e10,0,0]}]}"""));
}
