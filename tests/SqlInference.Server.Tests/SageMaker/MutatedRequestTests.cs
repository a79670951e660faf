using System.Text;

namespace SqlInference.Server.Tests.SageMaker;

/// <summary>Real requests with bytes changed, taken out, doubled and swapped: whatever comes is answered or refused.</summary>
public sealed class MutatedRequestTests(SageMakerPlace place) : IClassFixture<SageMakerPlace>
{
    const int Mutations = 1500;

    static readonly byte[] Pieces = Encoding.UTF8.GetBytes("\",\n\r[]{}:-+.eE019\\u\0 \u00fc null true features values keys shape instances data");

    [Theory]
    [InlineData("forest", "text/csv", "2013-12-02 21:15:00, 75\n2013-12-02T21:20:00Z,\"80\"\n\n2014-01-01,\n")]
    [InlineData("language-header", "text/csv", "word\n\"gr\u00fc\u00df, \"\"x\"\"\"\nhello\n\"\"\n")]
    [InlineData("wide", "text/csv", "1,2,3\n4,,6\n-1e5,.5,0\n")]
    [InlineData("linear", "application/json", """{"instances":[{"features":[1,2.5,-3e2]},[1,2,3],{"data":{"features":{"keys":[0,2],"shape":[3],"values":[1,2]}}}]}""")]
    [InlineData("forest", "application/json", """{"instances":[{"features":["2013-12-02 21:15:00",75]},{"data":{"features":{"values":[null,3]}}}]}""")]
    [InlineData("language", "application/jsonlines", "{\"features\":[\"gr\\u00fc\\u00df\"]}\n{\"features\":[\"hello\"]}\n")]
    public async Task No_mutation_of_a_real_request_is_more_than_the_service_can_answer(string endpoint, string type, string body)
    {
        var random = new Random(20131202);
        var original = Encoding.UTF8.GetBytes(body);
        var answered = 0;
        for (var i = 0; i < Mutations; i++)
        {
            var mutated = Mutate(original, random);
            using var answer = await place.InvokeAsync(endpoint, type, mutated, i % 2 == 0 ? "Accept: text/csv" : "Accept: */*");
            Assert.True((int)answer.StatusCode is >= 200 and < 300 or >= 400 and < 500,
                $"{answer.StatusCode} for {Convert.ToBase64String(mutated)}: {await answer.Content.ReadAsStringAsync()}");
            if (answer.IsSuccessStatusCode)
                answered++;
        }

        // Otherwise the mutations would never get past the first check.
        Assert.InRange(answered, Mutations / 100, Mutations - 1);
    }

    static byte[] Mutate(byte[] original, Random random)
    {
        var bytes = original.ToList();
        for (var changes = random.Next(1, 5); changes > 0 && bytes.Count > 0; changes--)
        {
            var at = random.Next(bytes.Count);
            var length = Math.Min(random.Next(1, 8), bytes.Count - at);
            switch (random.Next(5))
            {
                case 0: bytes[at] = (byte)random.Next(256); break;
                case 1: bytes.RemoveRange(at, length); break;
                case 2: bytes.InsertRange(at, bytes.GetRange(at, length)); break;
                case 3: bytes.Insert(at, Pieces[random.Next(Pieces.Length)]); break;
                default: bytes.Insert(at, bytes[random.Next(bytes.Count)]); break;
            }
        }

        return [.. bytes];
    }
}
