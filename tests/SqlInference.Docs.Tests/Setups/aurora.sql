-- Aurora's functions, an endpoint for them to ask, and reviews, of which there are none yet.
CREATE EXTENSION sqlinference_aurora;
SELECT sqlinference.run($$CREATE ENDPOINT 'rides' FOR MODEL rides$$);
CREATE TABLE reviews (review text);
