// Everything a user of the library needs.
#ifndef RIFFLE_RIFFLE_H_
#define RIFFLE_RIFFLE_H_

#include "riffle/aggregation.h"
#include "riffle/analyzer.h"
#include "riffle/article_reader.h"
#include "riffle/bus_guard.h"
#include "riffle/document.h"
#include "riffle/durability.h"
#include "riffle/error.h"
#include "riffle/index.h"
#include "riffle/index_writer.h"
#include "riffle/maintenance.h"
#include "riffle/postings.h"
#include "riffle/query.h"
#include "riffle/ranking.h"
#include "riffle/schema.h"
#include "riffle/snippet.h"
#include "riffle/synonyms.h"
#include "riffle/types.h"
#include "riffle/version.h"

#endif  // RIFFLE_RIFFLE_H_
