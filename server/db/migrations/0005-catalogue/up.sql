CREATE SCHEMA catalogue;

CREATE TABLE catalogue.stores (
  id        uuid PRIMARY KEY,
  name      text NOT NULL UNIQUE,
  address   text NOT NULL,
  time_zone text NOT NULL,
  currency  char(3) NOT NULL,
  position  int NOT NULL
);

CREATE TABLE catalogue.items (
  id               uuid PRIMARY KEY,
  store_id         uuid NOT NULL REFERENCES catalogue.stores (id),
  category         text NOT NULL,
  name             text NOT NULL,
  amount           bigint NOT NULL CHECK (amount > 0),
  tax_basis_points int NOT NULL CHECK (tax_basis_points BETWEEN 0 AND 10000),
  options          jsonb NOT NULL DEFAULT '[]',
  position         int NOT NULL,
  UNIQUE (store_id, name)
);
